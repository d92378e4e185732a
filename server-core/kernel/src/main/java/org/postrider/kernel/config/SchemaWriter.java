package org.postrider.kernel.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes the XML schema of a configuration file, with which an editor completes and checks while it is typed.
///
/// A schema cannot say all: that an option stands in an attribute or in a child, or that a plugin brings further
/// options. What it lets through, the server's own check finds.
public final class SchemaWriter {
    private final StringBuilder out = new StringBuilder();
    private int depth;

    private SchemaWriter() {}

    public static String write(ElementDoc root) {
        SchemaWriter writer = new SchemaWriter();
        writer.schema(root);
        return writer.out.toString();
    }

    private void schema(ElementDoc root) {
        line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        line("<!-- Made from the code: do not edit. -->");
        open("xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"");
        variableTypes();
        Map<String, OptionDoc> shared = new TreeMap<>();
        componentOptions(root, shared);
        shared.values().forEach(option -> element(option));
        element(root);
        close("xs:schema");
    }

    // A number may also be a variable, whose value only the server knows.
    private void variableTypes() {
        open("xs:simpleType name=\"variable\"");
        open("xs:restriction base=\"xs:string\"");
        line("<xs:pattern value=\".*\\$\\{.+\\}.*\"/>");
        close("xs:restriction");
        close("xs:simpleType");
        for (String type : List.of("int", "long")) {
            open("xs:simpleType name=\"" + type + "\"");
            line("<xs:union memberTypes=\"xs:" + type + " variable\"/>");
            close("xs:simpleType");
        }
    }

    private static void componentOptions(ElementDoc element, Map<String, OptionDoc> shared) {
        for (ElementDoc.ComponentDoc component : element.components()) {
            for (OptionDoc option : component.element().options()) {
                String doc = component.element().name() + ": " + option.doc();
                shared.merge(
                        option.name(),
                        anyText(option, doc),
                        (one, other) -> anyText(one, one.doc() + "\n" + other.doc()));
            }
        }
        element.children().forEach(child -> componentOptions(child, shared));
    }

    private static OptionDoc anyText(OptionDoc option, String doc) {
        return new OptionDoc(
                option.name(),
                option.type(),
                List.of(),
                "xs:string",
                option.defaultValue(),
                false,
                true,
                option.nested(),
                doc);
    }

    private void element(ElementDoc element) {
        open("xs:element name=\"" + element.name() + "\"");
        documentation(element.doc());
        open("xs:complexType");
        boolean plugins = !element.components().isEmpty();
        boolean hasChildren =
                plugins || !element.options().isEmpty() || !element.children().isEmpty();
        if (hasChildren) {
            open("xs:choice minOccurs=\"0\" maxOccurs=\"unbounded\"");
            if (plugins || element.nestable()) {
                // The named ones would be ambiguous beside it, so that they are attributes only.
                line("<xs:any processContents=\"lax\"/>");
            } else {
                element.options().forEach(option -> element(option));
                element.children().forEach(child -> element(child));
            }
            close("xs:choice");
        }
        element.options().forEach(this::attribute);
        if (plugins) {
            line("<xs:anyAttribute processContents=\"skip\"/>");
        }
        close("xs:complexType");
        close("xs:element");
    }

    private void element(OptionDoc option) {
        typed("xs:element", option);
    }

    private void attribute(OptionDoc option) {
        typed("xs:attribute", option);
    }

    private void typed(String tag, OptionDoc option) {
        boolean listed = !option.values().isEmpty();
        String type = listed ? "" : " type=\"" + type(option) + "\"";
        open(tag + " name=\"" + option.name() + "\"" + type);
        documentation(ReferenceWriter.sentence(option));
        if (listed) {
            open("xs:simpleType");
            open("xs:union memberTypes=\"variable\"");
            open("xs:simpleType");
            open("xs:restriction base=\"xs:string\"");
            option.values().forEach(value -> line("<xs:enumeration value=\"" + escape(value) + "\"/>"));
            close("xs:restriction");
            close("xs:simpleType");
            close("xs:union");
            close("xs:simpleType");
        }
        close(tag);
    }

    // A list may be written with commas, which is text.
    private static String type(OptionDoc option) {
        boolean number = option.xsd().equals("xs:int") || option.xsd().equals("xs:long");
        return number && !option.repeatable() ? option.xsd().substring("xs:".length()) : "xs:string";
    }

    private void documentation(String text) {
        line("<xs:annotation><xs:documentation>" + escape(text) + "</xs:documentation></xs:annotation>");
    }

    private void open(String tag) {
        line("<" + tag + ">");
        depth++;
    }

    private void close(String tag) {
        depth--;
        line("</" + tag + ">");
    }

    private void line(String text) {
        out.repeat("  ", depth).append(text).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
