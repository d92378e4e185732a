package org.postrider.kernel.pipeline.graph;

import java.util.List;
import java.util.Set;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Mailet;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Processor;

/// A flowchart with a box for each processor.
final class MermaidDrawing {
    private MermaidDrawing() {}

    static String of(PipelineGraph graph) {
        StringBuilder out = new StringBuilder("flowchart TD\n");
        List<String> names = graph.processors().stream().map(Processor::name).toList();
        for (int i = 0; i < names.size(); i++) {
            Processor processor = graph.processors().get(i);
            out.append("  subgraph p%d[\"%s\"]\n".formatted(i, escaped(processor.name())));
            for (Mailet mailet : processor.mailets()) {
                out.append("    p%d_%d[\"%s<br/><small>%s</small>\"]\n"
                        .formatted(i, mailet.number(), escaped(mailet.name()), escaped(mailet.match())));
            }
            for (int number = 1; number < processor.mailets().size(); number++) {
                out.append("    p%1$d_%2$d --> p%1$d_%3$d\n".formatted(i, number, number + 1));
            }
            out.append("  end\n");
        }
        for (int i = 0; i < names.size(); i++) {
            for (Mailet mailet : graph.processors().get(i).mailets()) {
                ways(out, "  p%d_%d".formatted(i, mailet.number()), " ==> p", mailet.leadsTo(), names);
                ways(out, "  p%d_%d".formatted(i, mailet.number()), " -. fails .-> p", mailet.failsTo(), names);
            }
        }
        return out.toString();
    }

    private static void ways(StringBuilder out, String from, String arrow, Set<String> targets, List<String> names) {
        targets.stream()
                .sorted()
                .forEach(target -> out.append(from)
                        .append(arrow)
                        .append(names.indexOf(target))
                        .append('\n'));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("#", "#35;");
    }
}
