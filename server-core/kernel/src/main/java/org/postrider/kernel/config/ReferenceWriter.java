package org.postrider.kernel.config;

import java.util.List;

/// Writes the reference page of a configuration file in Markdown.
public final class ReferenceWriter {
    private final StringBuilder out = new StringBuilder();

    private ReferenceWriter() {}

    /// @param file the name of the configuration file
    public static String write(String file, ElementDoc root) {
        ReferenceWriter writer = new ReferenceWriter();
        writer.out
                .append("<!-- Made from the code: do not edit. -->\n\n# ")
                .append(file)
                .append("\n");
        writer.element(root, "", 2);
        return writer.out.toString();
    }

    /// A section for the end of a page: parts of plugins that have no element of their own.
    public static String section(String title, String doc, List<ElementDoc.ComponentDoc> components) {
        ReferenceWriter writer = new ReferenceWriter();
        writer.heading(2, title);
        writer.out.append(doc).append('\n');
        components.forEach(component -> writer.component(component, "", 3));
        return writer.out.toString();
    }

    /// `whole number, default 10. What it does.`
    static String sentence(OptionDoc option) {
        return option.type() + "; " + presence(option) + ". " + option.doc();
    }

    private static String presence(OptionDoc option) {
        String repeated = option.repeatable() ? "repeatable, " : "";
        if (option.required()) {
            return repeated + "required";
        }
        return repeated
                + option.defaultValue()
                        .filter(value -> !value.isEmpty())
                        .map(value -> "default " + value)
                        .orElse("optional");
    }

    private void element(ElementDoc element, String path, int level) {
        String here = path + "<" + element.name() + ">";
        heading(level, "`" + here + "`");
        out.append(element.doc()).append(element.repeatable() ? " Repeatable.\n" : "\n");
        table(element.options());
        for (ElementDoc child : element.children()) {
            if (!child.name().equals(element.name())) {
                element(child, here, Math.min(level + 1, 4));
            }
        }
        for (ElementDoc.ComponentDoc component : element.components()) {
            component(component, here, Math.min(level + 1, 4));
        }
    }

    private void component(ElementDoc.ComponentDoc component, String here, int level) {
        heading(level, component.element().name());
        out.append(component.element().doc()).append('\n');
        for (String example : component.examples()) {
            out.append("\n```xml\n").append(example).append("\n```\n");
        }
        table(component.element().options());
        for (ElementDoc child : component.element().children()) {
            element(child, here, level + 1);
        }
    }

    private void heading(int level, String text) {
        out.append('\n').repeat("#", level).append(' ').append(text).append("\n\n");
    }

    private void table(List<OptionDoc> options) {
        if (options.isEmpty()) {
            return;
        }
        out.append("\n| option | value | default | |\n|---|---|---|---|\n");
        for (OptionDoc option : options) {
            out.append("| `").append(option.name()).append("` | ").append(cell(option.type()));
            out.append(option.repeatable() ? ", repeatable" : "").append(" | ");
            out.append(defaultOf(option))
                    .append(" | ")
                    .append(cell(option.doc()))
                    .append(" |\n");
        }
    }

    private static String defaultOf(OptionDoc option) {
        if (option.required()) {
            return "required";
        }
        return option.defaultValue()
                .filter(value -> !value.isEmpty())
                .map(value -> "`" + cell(value) + "`")
                .orElse("");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }
}
