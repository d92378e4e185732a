package org.postrider.kernel.pipeline.graph;

import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Mailet;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Processor;

/// One processor below the other.
final class TextDrawing {
    private static final int WIDTH_MAX = 40;

    private TextDrawing() {}

    static String of(PipelineGraph graph) {
        int match = width(graph, Mailet::match);
        int name = width(graph, Mailet::name);
        StringBuilder out = new StringBuilder();
        for (Processor processor : graph.processors()) {
            out.append(out.isEmpty() ? "" : "\n").append(processor.name()).append('\n');
            for (Mailet mailet : processor.mailets()) {
                boolean last = mailet.number() == processor.mailets().size();
                String line = "  %s %2d  %-" + match + "s  %-" + name + "s  %s";
                out.append(
                        line.formatted(last ? "└" : "├", mailet.number(), mailet.match(), mailet.name(), ways(mailet))
                                .stripTrailing());
                out.append('\n');
            }
        }
        return out.toString();
    }

    private static String ways(Mailet mailet) {
        String leads =
                mailet.leadsTo().stream().sorted().map(name -> "→ " + name).collect(Collectors.joining(" "));
        String fails =
                mailet.failsTo().stream().sorted().map(name -> "✗ " + name).collect(Collectors.joining(" "));
        String ends = mailet.ends() && mailet.leadsTo().isEmpty() ? "■" : "";
        return Stream.of(leads, ends, fails).filter(text -> !text.isEmpty()).collect(Collectors.joining("  "));
    }

    private static int width(PipelineGraph graph, java.util.function.Function<Mailet, String> column) {
        return graph.processors().stream()
                .flatMap(processor -> processor.mailets().stream())
                .map(column)
                .map(String::length)
                .max(Comparator.naturalOrder())
                .map(longest -> Math.min(longest, WIDTH_MAX))
                .filter(longest -> longest > 0)
                .orElse(1);
    }
}
