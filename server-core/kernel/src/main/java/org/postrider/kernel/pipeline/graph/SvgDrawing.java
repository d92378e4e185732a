package org.postrider.kernel.pipeline.graph;

import java.util.List;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Mailet;
import org.postrider.kernel.pipeline.graph.PipelineGraph.Processor;

/// A column for each processor, its mailets from top to bottom, and a curve wherever mail goes to another one.
final class SvgDrawing {
    private static final int COLUMN = 300;
    private static final int BOX_WIDTH = 220;
    private static final int BOX_HEIGHT = 44;
    private static final int STEP = 60;
    private static final int TOP = 70;
    private static final int LEFT = 40;
    private static final int TEXT_MAX = 30;

    private final List<Processor> processors;
    private final StringBuilder out = new StringBuilder();

    private SvgDrawing(List<Processor> processors) {
        this.processors = processors;
    }

    static String of(PipelineGraph graph) {
        return new SvgDrawing(graph.processors()).draw();
    }

    private String draw() {
        int longest = processors.stream()
                .mapToInt(processor -> processor.mailets().size())
                .max()
                .orElse(0);
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">",
                2 * LEFT + COLUMN * processors.size(), TOP + STEP * longest + 30);
        add("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\""
                + " orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#555\"/></marker></defs>");
        add("<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
        for (int column = 0; column < processors.size(); column++) {
            Processor processor = processors.get(column);
            add(
                    "<text x=\"%d\" y=\"%d\" font-size=\"16\" font-weight=\"bold\">%s</text>",
                    x(column), TOP - 25, escaped(processor.name(), TEXT_MAX));
            for (Mailet mailet : processor.mailets()) {
                box(column, mailet, mailet.number() < processor.mailets().size());
            }
        }
        for (int column = 0; column < processors.size(); column++) {
            for (Mailet mailet : processors.get(column).mailets()) {
                ways(column, mailet);
            }
        }
        return out.append("</svg>\n").toString();
    }

    private void box(int column, Mailet mailet, boolean goesOn) {
        int y = y(mailet);
        add(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"%s\" stroke=\"#357\"><title>%s, line"
                        + " %d</title></rect>",
                x(column),
                y,
                BOX_WIDTH,
                BOX_HEIGHT,
                mailet.ends() ? "#dce8f5" : "#f6f8fa",
                escaped(mailet.match(), Integer.MAX_VALUE),
                mailet.line());
        add("<text x=\"%d\" y=\"%d\">%s</text>", x(column) + 10, y + 18, escaped(mailet.name(), TEXT_MAX));
        add(
                "<text x=\"%d\" y=\"%d\" font-size=\"11\" fill=\"#666\">%s</text>",
                x(column) + 10, y + 35, escaped(mailet.match(), TEXT_MAX));
        if (goesOn) {
            int middle = x(column) + BOX_WIDTH / 2;
            add("<path d=\"M%d %dV%d\" stroke=\"#555\" marker-end=\"url(#tip)\"/>", middle, y + BOX_HEIGHT, y + STEP);
        }
    }

    private void ways(int column, Mailet mailet) {
        mailet.leadsTo().stream().sorted().forEach(target -> way(column, mailet, target, ""));
        mailet.failsTo().stream().sorted().forEach(target -> way(column, mailet, target, " stroke-dasharray=\"4 3\""));
    }

    private void way(int column, Mailet mailet, String target, String dashes) {
        int to = processors.stream().map(Processor::name).toList().indexOf(target);
        boolean right = to > column;
        int startX = right ? x(column) + BOX_WIDTH : x(column);
        int startY = y(mailet) + BOX_HEIGHT / 2;
        int endX = right ? x(to) - 4 : x(to) + BOX_WIDTH / 2;
        int endY = TOP - 12;
        int bend = right ? 50 : -50;
        add(
                "<path d=\"M%d %dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"#555\"%s marker-end=\"url(#tip)\"/>",
                startX, startY, startX + bend, startY, endX - bend, endY, endX, endY, dashes);
    }

    private static int x(int column) {
        return LEFT + COLUMN * column;
    }

    private static int y(Mailet mailet) {
        return TOP + STEP * (mailet.number() - 1);
    }

    private void add(String line, Object... values) {
        out.append(line.formatted(values)).append('\n');
    }

    private static String escaped(String text, int max) {
        String shown = text.length() > max ? text.substring(0, max - 1) + "…" : text;
        return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
