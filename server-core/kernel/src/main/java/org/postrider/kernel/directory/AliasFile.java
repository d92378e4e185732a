package org.postrider.kernel.directory;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable.Target;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.AliasesConfig.AliasEntry;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// Changes `aliases.xml`, as the command line does: under a lock, checked as a whole, then put in the place of the
/// old
/// one. What else stands in the file, such as comments, stays.
public final class AliasFile {
    private static final String ALIAS = "alias";

    private final Path file;
    private final Path lockFile;

    /// @param conf the folder of the file
    public AliasFile(Path conf) {
        this.file = conf.resolve("aliases.xml");
        this.lockFile = conf.resolve(".directory.lock");
    }

    /// All entries, in their order.
    public List<AliasEntry> entries() throws DirectoryChangeException {
        return checked(file).alias();
    }

    /// @throws DirectoryChangeException where it is there already, or leads in a circle
    public void add(AliasEntry entry) throws DirectoryChangeException, IOException {
        change(document -> {
            for (AliasEntry other : entries()) {
                if (same(other.address(), entry.address())
                        && (other.reply().isPresent() || entry.reply().isPresent() || leadsTo(other, entry.to()))) {
                    throw new DirectoryChangeException(entry.address() + " has an alias already; see: postrider alias"
                            + " list, and remove it first: postrider alias remove " + entry.address());
                }
            }
            Element root = document.getDocumentElement();
            root.appendChild(document.createTextNode("  "));
            root.appendChild(element(document, entry));
            root.appendChild(document.createTextNode("\n"));
        });
    }

    /// @param to those to which it no longer leads; all where there is none
    /// @throws DirectoryChangeException where there is nothing of that
    public void remove(String address, List<String> to) throws DirectoryChangeException, IOException {
        change(document -> {
            int removed = 0;
            for (Element alias : children(document.getDocumentElement(), ALIAS)) {
                if (same(value(alias, "address"), address)) {
                    removed += to.isEmpty() ? drop(alias) : drop(alias, to);
                }
            }
            if (removed == 0) {
                throw new DirectoryChangeException("there is no alias " + address
                        + (to.isEmpty() ? "" : " to " + String.join(", ", to)) + "; see: postrider alias list");
            }
        });
    }

    /// Aliases that lead to nobody, each as a sentence with its place.
    ///
    /// @param accounts where the mail of somebody goes who has a mailbox; empty where nobody has one under
    ///     an address
    /// @throws DirectoryChangeException where the file is wrong altogether
    public List<String> check(Predicate<Domain> isLocal, Function<MailAddress, Optional<Forwarding>> accounts)
            throws DirectoryChangeException {
        List<String> findings = new ArrayList<>();
        AliasesConfig config = checked(file);
        AliasRules rules = AliasRules.of(config.separator(), config.alias(), List.of());
        for (AliasEntry entry : config.alias()) {
            if (entry.address().startsWith("@") || entry.address().startsWith("/")) {
                continue;
            }
            try {
                for (Target target : rules.resolve(MailAddress.parse(entry.address()), accounts, _ -> Optional.empty())
                        .targets()) {
                    if (isLocal.test(target.address().domain())
                            && accounts.apply(target.address()).isEmpty()) {
                        findings.add(entry.address() + " leads to " + target.address()
                                + ", for which there is no user: postrider user add " + target.address());
                    }
                }
            } catch (RewriteLoopException e) {
                findings.add(String.valueOf(e.getMessage()));
            }
        }
        return findings.stream().distinct().toList();
    }

    private static boolean leadsTo(AliasEntry entry, List<String> targets) {
        return entry.to().stream().anyMatch(each -> targets.stream().anyMatch(target -> same(each, target)));
    }

    private static boolean same(String one, String other) {
        return one.strip().equalsIgnoreCase(other.strip());
    }

    private static Element element(Document document, AliasEntry entry) {
        Element alias = document.createElement(ALIAS);
        alias.setAttribute("address", entry.address());
        if (entry.keepCopy()) {
            alias.setAttribute("keepCopy", "true");
        }
        entry.owner().ifPresent(owner -> alias.setAttribute("owner", owner.toString()));
        entry.to().forEach(to -> alias.appendChild(child(document, "to", to)));
        entry.reply().ifPresent(reply -> alias.appendChild(child(document, "reply", reply.toString())));
        return alias;
    }

    private static Element child(Document document, String name, String text) {
        Element child = document.createElement(name);
        child.setTextContent(text);
        return child;
    }

    private static int drop(Element alias) {
        Node before = alias.getPreviousSibling();
        if (before != null
                && before.getNodeType() == Node.TEXT_NODE
                && before.getTextContent().isBlank()) {
            alias.getParentNode().removeChild(before);
        }
        alias.getParentNode().removeChild(alias);
        return 1;
    }

    // The addresses stand in an attribute, with commas, or in elements.
    private static int drop(Element alias, List<String> to) {
        List<String> before = targets(alias);
        List<String> left = before.stream()
                .filter(each -> to.stream().noneMatch(gone -> same(each, gone)))
                .toList();
        if (left.size() == before.size()) {
            return 0;
        }
        if (left.isEmpty()) {
            return drop(alias);
        }
        alias.removeAttribute("to");
        for (Element child : children(alias, "to")) {
            alias.removeChild(child);
        }
        left.forEach(each -> alias.appendChild(child(alias.getOwnerDocument(), "to", each)));
        return 1;
    }

    private static List<String> targets(Element alias) {
        return Stream.concat(
                        Stream.of(alias.getAttribute("to")),
                        children(alias, "to").stream().map(Element::getTextContent))
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String value(Element element, String name) {
        return element.hasAttribute(name)
                ? element.getAttribute(name)
                : children(element, name).stream()
                        .findFirst()
                        .map(Element::getTextContent)
                        .orElse("");
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private void change(Change change) throws DirectoryChangeException, IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Objects.requireNonNull(lock);
            // What is wrong before is told with its place.
            checked(file);
            Document document = parsed(Files.readString(file));
            change.make(document);
            Path fresh = DirectoryXml.written(file, text(document));
            try {
                checked(fresh);
                DirectoryXml.put(fresh, file);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
    }

    private AliasesConfig checked(Path read) throws DirectoryChangeException {
        Problems problems = new Problems();
        Optional<AliasesConfig> config = new ConfigReader()
                .read(read, problems)
                .flatMap(root -> new RecordBinder(file.resolveSibling("..")).bind(root, AliasesConfig.class, problems));
        if (config.isEmpty() || !problems.isEmpty()) {
            boolean old = read.equals(file);
            throw new DirectoryChangeException(String.join(
                    System.lineSeparator(),
                    problems.list().stream()
                            .map(problem -> old ? problem.toString() : problem.message())
                            .toList()));
        }
        return config.get();
    }

    private static Document parsed(String text) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("every Java has this XML parser", e);
        } catch (SAXException e) {
            throw new IOException("the file cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(Document document) throws IOException {
        try {
            TransformerFactory factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            // Line breaks between the nodes of the document itself are not kept by the parser.
            for (Node node = document.getFirstChild(); node != null; node = node.getNextSibling()) {
                transformer.transform(new DOMSource(node), new StreamResult(text));
                text.write("\n");
            }
            return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text;
        } catch (TransformerException e) {
            throw new IOException("the file cannot be written: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Change {
        void make(Document document) throws DirectoryChangeException;
    }
}
