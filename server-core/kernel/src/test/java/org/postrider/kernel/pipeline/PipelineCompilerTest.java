package org.postrider.kernel.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginsConfig;
import org.postrider.kernel.plugin.TestServices;
import org.postrider.testkit.TestMail;

/// What stands in `pipeline.xml` is what runs, and every mistake in it is told with its place before anything runs.
class PipelineCompilerTest {
    private static final String ENDS = """
            <processor state="error"><mailet match="All" class="Drop"/></processor>
            <processor state="bounces"><mailet match="All" class="Drop"/></processor>
            """;
    private static final String FALLS_OFF = "mail would fall off the end of the processor 'root': its last mailet must"
            + " have match=\"All\" and end the way, as ToProcessor, LocalDelivery, RemoteDelivery, Bounce and Discard"
            + " do";

    @TempDir
    private Path folder;

    private final Problems problems = new Problems();

    @Test
    void whatIsConfiguredIsWhatRuns() throws IOException {
        Pipeline pipeline = compile("""
                <pipeline>
                  <processor state="root">
                    <mailet match="SizeOver=1000" class="Go"><to>large</to></mailet>
                    <mailet notmatch="SizeOver=10" class="Note" text="small"/>
                    <mailet match="All" class="Drop"><why>in root</why></mailet>
                  </processor>
                  <processor state="large"><mailet match="All" class="Drop" why="in large"/></processor>
                """ + ENDS + "</pipeline>").orElseThrow();

        assertThat(pipeline.processors()).containsExactlyInAnyOrder("root", "large", "error", "bounces");
        assertThat(fate(pipeline, 5000)).isEqualTo("in large, note -");
        assertThat(fate(pipeline, 100)).isEqualTo("in root, note -");
        assertThat(fate(pipeline, 1)).isEqualTo("in root, note small");
    }

    @Test
    void exceptionsGoWhereTheElementSaysAsAttributeOrAsChild() throws IOException {
        Pipeline pipeline = compile("""
                <pipeline>
                  <processor state="root">
                    <mailet match="All" class="Fail" onMailetException="ignore"/>
                    <mailet match="Broken" class="Note" text="nomatch" onMatchException="nomatch"/>
                    <mailet match="Broken" class="Note" text="matched"><onMatchException>matchall</onMatchException></mailet>
                    <mailet match="All" class="Fail"><onMailetException>mine</onMailetException></mailet>
                    <mailet match="All" class="Drop"/>
                  </processor>
                  <processor state="mine"><mailet match="All" class="Drop" why="in mine"/></processor>
                """ + ENDS + "</pipeline>").orElseThrow();

        assertThat(fate(pipeline, 1)).isEqualTo("in mine, note matched");
    }

    @Test
    void withoutAWordExceptionsGoToTheErrorProcessor() throws IOException {
        for (String element : List.of(
                "<mailet match='All' class='Fail'/>",
                "<mailet match='All' class='Fail' onMailetException='propagate'/>",
                "<mailet match='Broken' class='Note' text='x'/>",
                "<mailet match='Broken' class='Note' text='x' onMatchException='propagate'/>")) {
            Pipeline pipeline = compile("<pipeline><processor state='root'>" + element
                            + "<mailet match='All' class='Drop' why='in root'/></processor>"
                            + ENDS.replace("state=\"error\"><mailet", "state=\"error\"><mailet why='in error'")
                            + "</pipeline>")
                    .orElseThrow();

            assertThat(fate(pipeline, 1)).as(element).isEqualTo("in error, note -");
        }
    }

    @Test
    void theProcessorsThatTheServerNeedsMustBeThere() throws IOException {
        assertThat(problems("<pipeline>\n</pipeline>"))
                .containsExactly(
                        "1:1: there is no <processor state=\"root\">; add it",
                        "1:1: there is no <processor state=\"error\">; add it",
                        "1:1: there is no <processor state=\"bounces\">; add it");
    }

    @Test
    void aProcessorHasOneNameOfItsOwn() throws IOException {
        assertThat(problems("<pipeline>\n" + ENDS + """
                <processor state="root"><mailet match="All" class="Drop"/></processor>
                <processor state="root"><mailet match="All" class="Drop"/></processor>
                <processor><mailet match="All" class="Drop"/></processor>
                </pipeline>"""))
                .containsExactly(
                        "5:1: there are two processors 'root'; make them one",
                        "6:1: a processor has a name: <processor state=\"...\">");
    }

    @Test
    void whatIsNotKnownHereIsNotPassedOver() throws IOException {
        assertThat(problems("<pipeline enableJmx=\"true\">\n" + ENDS + """
                <procesor state="x"/>
                <processor state="root" threads="4">
                <step name="x"/>
                <mailet match="All" class="Drop"/>
                </processor>
                </pipeline>"""))
                .containsExactly(
                        "1:11: <pipeline> has no attribute enableJmx; remove it: there is no JMX, each mailet is counted in:"
                                + " postrider metrics",
                        "4:1: <procesor> is not known here; only <processor> is",
                        "5:25: <processor> has no attribute threads; known are entry, state",
                        "6:1: <step> is not known here; only <mailet> is");
    }

    @Test
    void aMailetSaysWhichAndForWhom() throws IOException {
        assertThat(root("""
                <mailet match="All"/>
                <mailet class="Drop"/>
                <mailet match="All" notmatch="Broken" class="Drop"/>
                <mailet match="All" class="Drop"/>"""))
                .containsExactly(
                        "4:1: which mailet? Add class=\"...\"",
                        "5:1: for whom is the mailet? Add match=\"All\" or another matcher, or notmatch=\"...\"",
                        "6:1: for whom is the mailet? Add match=\"All\" or another matcher, or notmatch=\"...\"");
    }

    @Test
    void whatLooksLikeAConditionIsNotPassedOver() throws IOException {
        assertThat(root("""
                <mailet match="Broken" matcher="All" class="Drop"/>
                <mailet matcher="All" class="Drop"/>
                <mailet match="Broken" class="Drop"><match>All</match><notmatch>All</notmatch><class>Drop</class></mailet>
                <mailet match="All" class="Drop"/>"""))
                .containsExactly(
                        "4:24: <mailet> has no attribute matcher; write match=\"...\"",
                        "5:9: <mailet> has no attribute matcher; write match=\"...\"",
                        "5:1: for whom is the mailet? Add match=\"All\" or another matcher, or notmatch=\"...\"",
                        "6:37: <match> is not known in <mailet>; write it as its attribute: match=\"...\"",
                        "6:55: <notmatch> is not known in <mailet>; write it as its attribute: notmatch=\"...\"",
                        "6:79: <class> is not known in <mailet>; write it as its attribute: class=\"...\"");
    }

    @Test
    void aMisspeltMailetOrMatcherIsGuessed() throws IOException {
        assertThat(root("""
                <mailet match="All" class="Dropp"/>
                <mailet match="Brocken" class="Drop"/>
                <mailet match="All" class="Drop"/>"""))
                .containsExactly(
                        "4:1: there is no mailet 'Dropp'; did you mean 'Drop'?",
                        "5:9: there is no matcher 'Brocken'; did you mean 'Broken'?");
    }

    @Test
    void aMatchersConditionIsChecked() throws IOException {
        List<String> found = root("""
                <mailet match="SizeOver=much" class="Drop"/>
                <mailet match="SizeOver" class="Drop"/>
                <mailet match="All=x" class="Drop"/>
                <mailet match="All" class="Drop"/>""");

        assertThat(found).hasSize(3);
        assertThat(found.get(0)).startsWith("4:9: ").contains("much");
        assertThat(found.get(1)).startsWith("5:9: ");
        assertThat(found.get(2)).isEqualTo("6:9: the matcher All takes no condition; remove '=x'");
    }

    @Test
    void whetherAMailetEndsTheWayMayDependOnAnOption() throws IOException {
        assertThat(compile(rooted("<mailet match=\"All\" class=\"Keep\"/>"))).isPresent();
        assertThat(root("<mailet match=\"All\" class=\"Keep\"><on>true</on></mailet>"))
                .singleElement()
                .asString()
                .contains("would fall off the end");
        assertThat(root("""
                <mailet match="All" class="Keep"/>
                <mailet match="All" class="Drop"/>""")).singleElement().asString().contains("no mail gets here");
    }

    @Test
    void aMailetThatAlwaysLeadsToAProcessorMayHaveOtherOptions() throws IOException {
        assertThat(root("<mailet match=\"All\" class=\"Send\" to=\"root\" why=\"lost\"/>"))
                .singleElement()
                .asString()
                .contains("would go round without end: root -> root");
    }

    @Test
    void aMailetsOptionsAreChecked() throws IOException {
        List<String> found = root("""
                <mailet match="Broken" class="Drop" wy="x"/>
                <mailet match="All" class="Note"/>
                <mailet match="All" class="Drop"/>""");

        assertThat(found).hasSize(2);
        assertThat(found.get(0))
                .startsWith("4:37: ")
                .contains("wy is not known")
                .contains("did you mean why?");
        assertThat(found.get(1)).startsWith("5:1: ").contains("text");
    }

    @Test
    void everyProcessorThatIsNamedInAnElementOfAMailetExists() throws IOException {
        assertThat(root("""
                <mailet match="Broken" class="Choose"><rule word="a" to="error"/>
                <rule word="b"><to>eror</to></rule></mailet>
                <mailet match="All" class="Drop"/>""")).containsExactly("5:16: there is no processor 'eror'; did you mean 'error'?");
    }

    @Test
    void everyProcessorThatIsNamedExists() throws IOException {
        assertThat(root("""
                <mailet match="Broken" class="Go"><to>rot</to></mailet>
                <mailet match="Broken" class="Go" to="root" otherwise="bounce"/>
                <mailet match="All" class="Note" text="x" onMailetException="eror"/>
                <mailet match="All" class="Note" text="x" onMatchException="nowhere"/>
                <mailet match="All" class="Drop"/>"""))
                .containsExactly(
                        "4:35: there is no processor 'rot'; did you mean 'root'?",
                        "5:45: there is no processor 'bounce'; did you mean 'bounces'?",
                        "6:43: there is no processor 'eror'; did you mean 'error'?",
                        "7:43: there is no processor 'nowhere'; known are bounces, error, root");
    }

    @Test
    void mailThatWouldFallOffTheEndIsRefused() throws IOException {
        assertThat(root("<mailet match=\"All\" class=\"Note\" text=\"x\"/>")).containsExactly("4:1: " + FALLS_OFF);
        assertThat(root("<mailet match=\"SizeOver=1\" class=\"Drop\"/>")).containsExactly("4:1: " + FALLS_OFF);
        assertThat(root("<mailet notmatch=\"All\" class=\"Drop\"/>")).containsExactly("4:1: " + FALLS_OFF);
        assertThat(root("")).containsExactly("3:1: " + FALLS_OFF);
    }

    @Test
    void theLastMailetCannotIgnoreItsException() throws IOException {
        assertThat(root("<mailet match=\"All\" class=\"Drop\" onMailetException=\"ignore\"/>"))
                .containsExactly("4:1: mail on which the last mailet of the processor 'root' fails would fall off its"
                        + " end; remove onMailetException=\"ignore\"");
    }

    @Test
    void aStepBehindOneThatTakesAllMailIsRefused() throws IOException {
        assertThat(root("""
                <mailet match="All" class="Note" text="x"/>
                <mailet match="All" class="Drop"/>
                <mailet match="SizeOver=1" class="Drop"/>
                <mailet match="All" class="Drop"/>"""))
                .containsExactly(
                        "6:1: no mail gets here: the mailet in line 5 of the processor 'root' takes all mail and"
                                + " lets none go on; give it a narrower match, or remove what stands behind it");
    }

    @Test
    void behindAStepWhoseFailureIsIgnoredMailGoesOn() throws IOException {
        assertThat(compile("<pipeline><processor state='root'>"
                        + "<mailet match='All' class='Drop' onMailetException='ignore'/><mailet match='All' class='Drop'/>"
                        + "</processor>" + ENDS + "</pipeline>"))
                .isPresent();
    }

    @Test
    void aProcessorIntoWhichNoMailGetsIsRefusedUnlessItSaysWhy() throws IOException {
        String alone = """
                <pipeline>
                <processor state="root"><mailet match="All" class="Drop"/></processor>
                <processor state="one"><mailet match="All" class="Go" to="two"/></processor>
                <processor state="two"><mailet match="All" class="Drop"/></processor>
                """ + ENDS + "</pipeline>";
        String sentence =
                "': no step that mail reaches names it; name it, remove it, or write entry=\"true\" where mail"
                        + " comes by another way, such as repository reprocess";

        assertThat(problems(alone))
                .containsExactly(
                        "3:1: no mail gets into the processor 'one" + sentence,
                        "4:1: no mail gets into the processor 'two" + sentence);
        assertThat(compile(alone.replace("state=\"one\"", "state=\"one\" entry=\"true\"")))
                .isPresent();
        assertThat(problems(alone.replace("state=\"one\"", "state=\"one\" entry=\"yes\"")))
                .first()
                .isEqualTo("3:24: entry is true or false, not 'yes'");
    }

    @Test
    void theDefaultOfAnOptionNamesAProcessorToo() throws IOException {
        assertThat(root("""
                <mailet match="Broken" class="Spam"/>
                <mailet match="All" class="Drop"/>""")).containsExactly("4:1: there is no processor 'spam'; known are bounces, error, root");
    }

    @Test
    void processorsThatSendMailRoundWithoutEndAreRefused() throws IOException {
        assertThat(problems(circle("", "")))
                .containsExactly(
                        "3:24: mail would go round without end: root -> two -> root; let one of these processors"
                                + " end with LocalDelivery, RemoteDelivery, Bounce or Discard");
        // Who is not taken at the first round is not at the second.
        assertThat(problems(circle("<mailet match='SizeOver=9' class='Drop'/>", "")))
                .hasSize(1);
        assertThat(problems(circle("<mailet match='All' class='Note' text='x'/>", "")))
                .hasSize(1);
        // May be taken at the second.
        assertThat(compile(circle(
                        "<mailet match='SizeOver=9' class='Drop'/>", "<mailet match='All' class='Note' text='x'/>")))
                .isPresent();
    }

    @Test
    void aProcessorThatLeadsToItselfIsRefused() throws IOException {
        assertThat(root("<mailet match=\"All\" class=\"Go\" to=\"root\"/>"))
                .containsExactly("4:1: mail would go round without end: root -> root; let one of these processors end"
                        + " with LocalDelivery, RemoteDelivery, Bounce or Discard");
    }

    private static String circle(String first, String second) {
        return "<pipeline>\n<processor state='root'>" + first
                + "<mailet match='All' class='Go' to='two'/></processor>\n"
                + "<processor state='two'>" + second + "<mailet match='All' class='Go' to='root'/></processor>\n" + ENDS
                + "</pipeline>";
    }

    @Test
    void aCheckFindsTheSameAndMakesNothing() throws IOException {
        String xml = "<pipeline><processor state='root'><mailet match='Al' class='Drop'/></processor>" + ENDS
                + "</pipeline>";
        compile(xml, true);

        assertThat(problems.list())
                .extracting(Problems.Problem::message)
                .first()
                .isEqualTo("there is no matcher 'Al'; did you mean 'All'?");
    }

    private List<String> root(String mailets) throws IOException {
        return problems(rooted(mailets));
    }

    private static String rooted(String mailets) {
        return "<pipeline>\n" + ENDS.strip().replace("\n", "") + "\n<processor state=\"root\">\n" + mailets
                + "\n</processor></pipeline>";
    }

    // Each as `line:column: message`.
    private List<String> problems(String xml) throws IOException {
        int before = problems.list().size();
        assertThat(compile(xml)).isEmpty();
        return problems.list().stream()
                .skip(before)
                .map(problem -> problem.toString().substring(file().toString().length() + 1))
                .toList();
    }

    private Optional<Pipeline> compile(String xml) throws IOException {
        return compile(xml, false);
    }

    private Optional<Pipeline> compile(String xml, boolean checkOnly) throws IOException {
        Files.writeString(file(), xml);
        LoadedPlugin plugin =
                new LoadedPlugin("test", Optional.empty(), getClass().getClassLoader(), new Parts());
        PluginCatalog catalog = PluginCatalog.of(List.of(plugin), problems);
        RecordBinder binder = new RecordBinder(folder);
        ComponentFactory factory = checkOnly
                ? ComponentFactory.checking(catalog, binder, TestServices.none())
                : ComponentFactory.making(catalog, binder, TestServices.none(), PluginsConfig.defaults());
        return new ConfigReader()
                .read(file(), problems)
                .flatMap(root -> new PipelineCompiler(catalog, factory, problems).compile(root));
    }

    private Path file() {
        return folder.resolve("pipeline.xml");
    }

    private static String fate(Pipeline pipeline, int octets) {
        Mail mail = TestMail.from("ann@example.org")
                .to("bob@example.test")
                .text("x".repeat(octets))
                .build();
        List<Fate> fates = pipeline.run(mail, Pipeline.ROOT);
        assertThat(fates).hasSize(1);
        Fate.Discarded fate = (Fate.Discarded) fates.getFirst();
        return fate.reason() + ", note " + fate.mail().attribute("note").orElse("-");
    }

    /// A plugin with the parts below.
    private static final class Parts implements Plugin {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public String apiVersion() {
            return API_VERSION;
        }

        @Override
        public void register(PluginRegistry registry) {
            registry.mailet(Drop.class);
            registry.mailet(Fail.class);
            registry.mailet(Go.class);
            registry.mailet(Choose.class);
            registry.mailet(Note.class);
            registry.mailet(Spam.class);
            registry.mailet(Keep.class);
            registry.mailet(Send.class);
            registry.matcher(All.class);
            registry.matcher(Broken.class);
            registry.matcher(SizeOver.class);
        }
    }

    @EndsTheWay
    public record Drop(Drop.Config config) implements Mailet {
        public record Config(
                @Option(doc = "why", defaultValue = "dropped")
                String why) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.Discard(mail, config.why());
        }
    }

    @EndsTheWay
    public record Go(Go.Config config) implements Mailet {
        public record Config(
                @Option(doc = "where") ProcessorName to,
                @Option(doc = "or where") Optional<ProcessorName> otherwise) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.ToProcessor(mail, config.to().name());
        }
    }

    public record Spam(Spam.Config config) implements Mailet {
        public record Config(
                @Option(doc = "where", defaultValue = "spam")
                ProcessorName processor) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.ToProcessor(mail, config.processor().name());
        }
    }

    @EndsTheWay(unless = "on")
    public record Keep(Keep.Config config) implements Mailet {
        public record Config(
                @Option(doc = "on it goes", defaultValue = "false")
                boolean on) {}

        @Override
        public Outcome service(Mail mail) {
            return config.on() ? new Outcome.Continue(mail) : new Outcome.Discard(mail, "kept");
        }
    }

    @EndsTheWay(leadsTo = "to")
    public record Send(Send.Config config) implements Mailet {
        public record Config(
                @Option(doc = "where") ProcessorName to,
                @Option(doc = "why") Optional<String> why) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.ToProcessor(mail, config.to().name());
        }
    }

    public record Choose(Choose.Config config) implements Mailet {
        public record Config(@Option(doc = "which") List<Rule> rule) {}

        public record Rule(
                @Option(doc = "if") String word,
                @Option(doc = "where") ProcessorName to) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.ToProcessor(mail, config.rule().getFirst().to().name());
        }
    }

    public record Note(Note.Config config) implements Mailet {
        public record Config(@Option(doc = "what") String text) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.Continue(mail.withAttribute("note", config.text()));
        }
    }

    public static final class Fail implements Mailet {
        @Override
        public Outcome service(Mail mail) {
            throw new IllegalStateException("a broken mailet");
        }
    }

    public static final class All implements MailMatcher {
        @Override
        public boolean matches(Mail mail) {
            return true;
        }
    }

    public static final class Broken implements MailMatcher {
        @Override
        public boolean matches(Mail mail) {
            throw new IllegalStateException("a broken matcher");
        }
    }

    public record SizeOver(SizeOver.Config config) implements MailMatcher {
        public record Config(@Option(doc = "octets") int octets) {}

        @Override
        public boolean matches(Mail mail) {
            return mail.message().size() > config.octets();
        }
    }
}
