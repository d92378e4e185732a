package org.postrider.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Mail;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.pipeline.PipelineCompiler;
import org.postrider.kernel.pipeline.WayStep;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginLoader;
import org.postrider.kernel.plugin.PluginsConfig;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// Every mailet and matcher has an example in its documentation, and every example does what it is there for without a
/// failure: it is read as a configuration and a message goes through it.
class ExamplesTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String FAILED = "a-mailet-failed";

    @TempDir
    private Path home;

    private final Problems problems = new Problems();
    private final PluginCatalog catalog =
            PluginCatalog.of(new PluginLoader().load(Path.of("no-plugins"), problems), problems);
    private final SourceDocs docs = new SourceDocs(PROJECT);
    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");

    @TestFactory
    Stream<DynamicTest> everyMailetHasExamplesThatWork() {
        assertThat(problems.list()).isEmpty();
        return catalog.all(ComponentKind.MAILET).stream()
                .filter(ExamplesTest::isMainName)
                .map(part -> DynamicTest.dynamicTest(part.name(), () -> {
                    List<String> examples = docs.examples(part.type());
                    assertThat(examples)
                            .as("```xml in the comment of " + part.type())
                            .isNotEmpty()
                            .allMatch(example -> example.contains("\"" + part.name() + "\""));
                    for (String example : examples) {
                        assertThat(run(example, new ArrayList<>())).isNotEmpty();
                        // Its matcher may be for other mail: for this one too, the mailet must do its work.
                        List<WayStep> steps = new ArrayList<>();
                        run(example.replaceAll("<mailet (not)?match=\"[^\"]*\"", "<mailet match=\"everybody\""), steps);
                        assertThat(steps)
                                .extracting(WayStep::name)
                                .as("the steps of " + example)
                                .anyMatch(step -> step.endsWith(" " + part.name()));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyMatcherHasExamplesThatWork() {
        return catalog.all(ComponentKind.MATCHER).stream()
                .filter(ExamplesTest::isMainName)
                .map(part -> DynamicTest.dynamicTest(part.name(), () -> {
                    List<String> examples = docs.conditions(part.type());
                    assertThat(examples)
                            .as("`match=\"...\"` in the comment of " + part.type())
                            .isNotEmpty()
                            .allMatch(example -> example.startsWith(part.name()));
                    for (String example : examples) {
                        assertThat(run(
                                        "<mailet match=\"" + example.replace("<", "&lt;") + "\" class=\"Discard\"/>",
                                        new ArrayList<>()))
                                .isNotEmpty();
                    }
                }));
    }

    private static boolean isMainName(ComponentClass<?> part) {
        return part.name().equals(part.type().getSimpleName());
    }

    private List<Fate> run(String example, List<WayStep> steps) throws Exception {
        Path file = home.resolve("pipeline.xml");
        Files.writeString(file, configuration(example));
        writeKeys();
        ComponentFactory factory = ComponentFactory.making(
                catalog, new RecordBinder(home), PartServices.of(home, clock), PluginsConfig.defaults());
        Pipeline pipeline = new ConfigReader()
                .read(file, problems)
                .flatMap(root -> new PipelineCompiler(catalog, factory, problems).compile(root))
                .orElseThrow(() -> new AssertionError(problems.list() + " in " + example));
        List<Fate> fates = pipeline.run(mail(), "root", steps);
        // The processor for failures discards with this word.
        assertThat(fates)
                .as(example)
                .noneMatch(fate -> fate instanceof Fate.Discarded(var _, var reason) && reason.equals(FAILED));
        return fates;
    }

    // Examples of S/MIME read a key store.
    private void writeKeys() throws Exception {
        Path keys = Files.createDirectories(home.resolve("keys"));
        try (InputStream store =
                Objects.requireNonNull(ExamplesTest.class.getResourceAsStream("/examples/smime.p12"))) {
            Files.copy(store, keys.resolve("smime.p12"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    // Processors that an example names are there, and end the way.
    private static String configuration(String example) {
        String end = "<mailet match=\"All\" class=\"Discard\"><reason>%s</reason></mailet></processor>\n";
        StringBuilder xml = new StringBuilder("<pipeline><processor state=\"root\">\n");
        // What stands behind a step that takes all mail would be refused.
        xml.append("<matcher name=\"everybody\" match=\"Or\"><matcher match=\"All\"/></matcher>\n");
        xml.append(example.replace("match=\"All\"", "match=\"everybody\""))
                .append('\n')
                .append(end.formatted("end"));
        xml.append("<processor state=\"error\">").append(end.formatted(FAILED));
        Set<String> known = new HashSet<>(Set.of("root", "error"));
        for (String name : List.of("bounces", "spam", "slow", "later", "too-many", "no-text", "unknown")) {
            if (known.add(name)) {
                xml.append("<processor entry=\"true\" state=\"")
                        .append(name)
                        .append("\">")
                        .append(end.formatted("end"));
            }
        }
        return xml.append("</pipeline>\n").toString();
    }

    private static Mail mail() {
        return TestMail.from("ann@example.net")
                .to("bob@example.org", "carol@example.org")
                .text("""
                        From: Ann <ann@example.net>
                        To: bob@example.org
                        Subject: lunch
                        Message-ID: <1@example.net>
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary=b

                        --b
                        Content-Type: text/plain; charset=utf-8

                        Shall we?
                        --b
                        Content-Type: application/pdf; name=menu.pdf
                        Content-Disposition: attachment; filename=menu.pdf
                        Content-Transfer-Encoding: base64

                        JVBERi0=
                        --b--
                        """)
                .build();
    }
}
