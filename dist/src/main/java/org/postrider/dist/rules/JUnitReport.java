package org.postrider.dist.rules;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.postrider.dist.rules.PipelineTests.Result;

/// Writes results in the form that JUnit's reports have, which every CI server reads.
public final class JUnitReport {
    private JUnitReport() {}

    /// @throws IOException where the file cannot be written
    public static void write(Path file, List<Result> results) throws IOException {
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(text(results));
        }
    }

    static String text(List<Result> results) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "postrider pipeline test");
            xml.writeAttribute("tests", Integer.toString(results.size()));
            xml.writeAttribute(
                    "failures",
                    Long.toString(results.stream()
                            .filter(result -> !result.faults().isEmpty())
                            .count()));
            xml.writeAttribute(
                    "time",
                    seconds(results.stream().mapToDouble(Result::seconds).sum()));
            for (Result result : results) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", result.file());
                xml.writeAttribute("name", result.name());
                xml.writeAttribute("time", seconds(result.seconds()));
                if (!result.faults().isEmpty()) {
                    xml.writeStartElement("failure");
                    xml.writeAttribute("message", result.faults().getFirst());
                    xml.writeCharacters(String.join("\n", result.faults()));
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("memory takes everything", e);
        }
        return text + "\n";
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
