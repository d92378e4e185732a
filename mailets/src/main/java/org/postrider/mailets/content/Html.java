package org.postrider.mailets.content;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// HTML as plain text (by jsoup).
final class Html {
    private static final int LINE_BREAKS_MAX = 2;

    private Html() {}

    /// The words, with line breaks where blocks end, `* ` before items and the address behind a link.
    static String text(String html) {
        Document document = Jsoup.parse(html);
        document.select("script,style,head,template").remove();
        StringBuilder out = new StringBuilder();
        document.body().traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode text) {
                    append(out, text.text().replace('\u00a0', ' '));
                } else if (node.nameIs("li")) {
                    breakLine(out, 1);
                    out.append("* ");
                } else if (node.nameIs("br")) {
                    out.append('\n');
                } else if (node instanceof Element element && element.isBlock()) {
                    breakLine(out, element.nameIs("p") ? 2 : 1);
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element && element.isBlock()) {
                    breakLine(out, element.nameIs("p") ? 2 : 1);
                } else if (node instanceof Element link && link.nameIs("a")) {
                    String href = link.attr("href");
                    if (href.startsWith("http") && !link.text().contains(href)) {
                        out.append(" <").append(href).append('>');
                    }
                }
            }
        });
        return out.toString().strip() + "\n";
    }

    private static void append(StringBuilder out, String text) {
        boolean atStart = out.isEmpty() || out.charAt(out.length() - 1) == '\n' || out.charAt(out.length() - 1) == ' ';
        out.append(atStart ? text.stripLeading() : text);
    }

    private static void breakLine(StringBuilder out, int wanted) {
        int breaks = 0;
        while (breaks < out.length() && out.charAt(out.length() - 1 - breaks) == '\n') {
            breaks++;
        }
        if (!out.isEmpty()) {
            out.append("\n".repeat(Math.max(0, Math.min(wanted, LINE_BREAKS_MAX) - breaks)));
        }
    }

    static String escaped(String text) {
        return Entities.escape(text).replace("\n", "<br>");
    }
}
