package org.postrider.kernel.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.Attributes;
import org.xml.sax.EntityResolver;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/// Makes a document from a source text and notes the place of every start tag and its attributes.
///
/// Refuses a DOCTYPE, and with it every entity but XML's own five. Confined to one thread, used once.
final class PlacedDocumentBuilder extends DocumentBuilder {
    private static final int DEPTH_MAX = 64;
    private static final Pattern ATTRIBUTE = Pattern.compile("([^\\s=<>\"'/]+)\\s*=\\s*(?:\"[^\"]*\"|'[^']*')");

    private final Path file;
    private final String source;
    private final int[] lineStarts;
    private final List<Place> places = new ArrayList<>();

    PlacedDocumentBuilder(Path file, String source) {
        this.file = file;
        this.source = source;
        this.lineStarts = lineStarts(source);
    }

    /// @param attributes by name
    record Place(Location start, Map<String, Location> attributes) {}

    /// Those of all elements, in the order of the document.
    List<Place> places() {
        return places;
    }

    @Override
    public Document parse(InputSource input) throws SAXException, IOException {
        try {
            SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            TreeHandler handler = new TreeHandler(newDocument());
            reader.setContentHandler(handler);
            reader.setErrorHandler(handler);
            reader.parse(input);
            return handler.document;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be made safe", e);
        }
    }

    @Override
    public Document newDocument() {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK has no XML documents", e);
        }
    }

    @Override
    public boolean isNamespaceAware() {
        return false;
    }

    @Override
    public boolean isValidating() {
        return false;
    }

    @Override
    public void setEntityResolver(@Nullable EntityResolver resolver) {
        throw new UnsupportedOperationException("there are no entities");
    }

    @Override
    public void setErrorHandler(@Nullable ErrorHandler handler) {
        throw new UnsupportedOperationException("the first error ends the parse");
    }

    @Override
    public DOMImplementation getDOMImplementation() {
        return newDocument().getImplementation();
    }

    // The parser tells where a start tag ends. No '<' can stand inside one, so it begins at the last '<' before.
    private Place place(String name, @Nullable Locator locator) {
        if (locator == null || locator.getLineNumber() < 1) {
            return new Place(new Location(file, 1, 1), Map.of());
        }
        int end = lineStarts[Math.min(locator.getLineNumber(), lineStarts.length) - 1]
                + Math.max(0, locator.getColumnNumber() - 1);
        int start = source.lastIndexOf('<', Math.min(end, source.length()) - 1);
        if (start < 0 || !source.startsWith(name, start + 1)) {
            return new Place(new Location(file, locator.getLineNumber(), locator.getColumnNumber()), Map.of());
        }
        Map<String, Location> attributes = new HashMap<>();
        Matcher matcher = ATTRIBUTE.matcher(source).region(start + 1 + name.length(), Math.min(end, source.length()));
        while (matcher.find()) {
            attributes.put(matcher.group(1), location(matcher.start()));
        }
        return new Place(location(start), attributes);
    }

    private Location location(int offset) {
        int line = java.util.Arrays.binarySearch(lineStarts, offset);
        line = line >= 0 ? line : -line - 2;
        return new Location(file, line + 1, offset - lineStarts[line] + 1);
    }

    private static int[] lineStarts(String text) {
        List<Integer> starts = new ArrayList<>();
        starts.add(0);
        for (int i = 0; i < text.length(); i++) {
            boolean ends = text.charAt(i) == '\n'
                    || (text.charAt(i) == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
            if (ends) {
                starts.add(i + 1);
            }
        }
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    private final class TreeHandler extends DefaultHandler {
        private final Document document;
        private final Deque<Node> open = new ArrayDeque<>();
        private @Nullable Locator locator;

        TreeHandler(Document document) {
            this.document = document;
            open.push(document);
        }

        @Override
        public void setDocumentLocator(Locator documentLocator) {
            locator = documentLocator;
        }

        @Override
        public void startElement(String uri, String localName, String name, Attributes attributes) throws SAXException {
            if (open.size() > DEPTH_MAX) {
                throw new SAXParseException("elements are nested more than " + DEPTH_MAX + " deep", locator);
            }
            Element element = document.createElement(name);
            for (int i = 0; i < attributes.getLength(); i++) {
                element.setAttribute(attributes.getQName(i), attributes.getValue(i));
            }
            places.add(place(name, locator));
            open.element().appendChild(element);
            open.push(element);
        }

        @Override
        public void characters(char[] text, int start, int length) {
            open.element().appendChild(document.createTextNode(new String(text, start, length)));
        }

        @Override
        public void endElement(String uri, String localName, String name) {
            open.pop();
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
