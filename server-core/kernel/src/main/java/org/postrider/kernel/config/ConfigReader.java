package org.postrider.kernel.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.configuration2.XMLConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.commons.configuration2.io.FileHandler;
import org.apache.commons.configuration2.tree.ImmutableNode;
import org.xml.sax.SAXParseException;

/// Reads an XML file into [ConfigElement]s, each with its place.
///
/// Commons Configuration loads the file and replaces `${env:NAME}`, `${sys:NAME}` and `${file:UTF-8:/path}`; its
/// document comes from a [PlacedDocumentBuilder], which notes where each start tag stands. No DTD, no external entity.
public final class ConfigReader {
    static final long FILE_OCTETS_MAX = 16L * 1024 * 1024;

    /// @return empty where a problem was added: the file cannot be read or is no well-formed XML
    public Optional<ConfigElement> read(Path file, Problems problems) {
        return text(file, problems)
                .flatMap(source -> parse(file, source, new Interpolation(problems)::apply, problems));
    }

    /// The same without replacements.
    ///
    /// @return empty where a problem was added: the file cannot be read or is no well-formed XML
    public Optional<ConfigElement> readAsWritten(Path file, Problems problems) {
        return text(file, problems).flatMap(source -> parse(file, source, (text, _) -> text, problems));
    }

    private static Optional<String> text(Path file, Problems problems) {
        Location start = new Location(file, 1, 1);
        try {
            if (Files.size(file) > FILE_OCTETS_MAX) {
                problems.add(
                        start, "the file is larger than 16 MiB, which no configuration is; put the right file here");
                return Optional.empty();
            }
            return Optional.of(decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            problems.add(start, "the file is missing; 'postrider init' writes one with defaults into a new home");
        } catch (AccessDeniedException e) {
            problems.add(start, "the file may not be read; give the server's user the right to read it");
        } catch (CharacterCodingException e) {
            problems.add(start, "the file is not UTF-8; save it in that encoding");
        } catch (IOException e) {
            problems.add(start, "the file cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String decode(byte[] octets) throws CharacterCodingException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(octets))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Optional<ConfigElement> parse(Path file, String source, Replacement replacement, Problems problems) {
        PlacedDocumentBuilder documents = new PlacedDocumentBuilder(file, source);
        XMLConfiguration xml = new XMLConfiguration();
        xml.setDocumentBuilder(documents);
        try {
            new FileHandler(xml).load(new StringReader(source));
        } catch (ConfigurationException e) {
            problems.add(place(file, e), "this is no well-formed XML: " + cause(e));
            return Optional.empty();
        }
        ImmutableNode root = xml.getNodeModel().getNodeHandler().getRootNode();
        return Optional.of(element(root, documents.places().iterator(), replacement));
    }

    private static Location place(Path file, ConfigurationException e) {
        return e.getCause() instanceof SAXParseException at && at.getLineNumber() > 0
                ? new Location(file, at.getLineNumber(), Math.max(1, at.getColumnNumber()))
                : new Location(file, 1, 1);
    }

    private static String cause(ConfigurationException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage());
        if (message.contains("DOCTYPE")) {
            return "a DOCTYPE is not allowed; remove it";
        }
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }

    // The configuration keeps its nodes in the order of the document, so the next place is that of the next node.
    private static ConfigElement element(
            ImmutableNode node, Iterator<PlacedDocumentBuilder.Place> places, Replacement replacement) {
        PlacedDocumentBuilder.Place place = places.next();
        List<ConfigElement.Attribute> attributes = new ArrayList<>();
        node.getAttributes().forEach((name, value) -> {
            if (!name.startsWith("xmlns") && !name.startsWith("xsi:") && !name.startsWith("xml:")) {
                Location location = place.attributes().getOrDefault(name, place.start());
                attributes.add(new ConfigElement.Attribute(
                        name, replacement.apply(String.valueOf(value), location), location));
            }
        });
        List<ConfigElement> children = new ArrayList<>();
        for (ImmutableNode child : node.getChildren()) {
            children.add(element(child, places, replacement));
        }
        String text = node.getValue() == null ? "" : node.getValue().toString().strip();
        return new ConfigElement(
                node.getNodeName(), place.start(), attributes, children, replacement.apply(text, place.start()));
    }

    /// What becomes of a text of the file.
    private interface Replacement {
        String apply(String text, Location location);
    }
}
