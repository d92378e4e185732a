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
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.MailMatcher;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.RecipientMatcher;
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

/// Matchers are put together as elements, with names or in their place.
class MatcherCompilerTest {
    private static final String ENDS = "<processor state='error'><mailet match='All' class='End' where='error'/>"
            + "</processor><processor state='bounces'><mailet match='All' class='End' where='bounces'/></processor>";
    // The recipients are a@, ab@, b@ and c@.
    private static final String A = "<matcher match='Has=a'/>";
    private static final String B = "<matcher match='Has=b'/>";

    @TempDir
    private Path folder;

    private final Problems problems = new Problems();

    @Test
    void andOrXorAndNotPutMatchersTogether() throws IOException {
        assertThat(taken("match='And'", A + B)).containsExactly("ab");
        assertThat(taken("match='Or'", A + B)).containsExactly("a", "ab", "b");
        assertThat(taken("match='Xor'", A + B)).containsExactly("a", "b");
        assertThat(taken("match='Not'", A)).containsExactly("b", "c");
        assertThat(taken("match='Not'", A + B)).containsExactly("c");
        assertThat(taken("match='And'", A)).containsExactly("a", "ab");
    }

    @Test
    void theyNestAndTurnRound() throws IOException {
        assertThat(taken("match='And'", A + "<matcher notmatch='Has=b'/>")).containsExactly("a");
        assertThat(taken("notmatch='Or'", A + B)).containsExactly("c");
        assertThat(taken(
                        "match='Or'",
                        "<matcher match='And'>" + A + B + "</matcher><matcher notmatch='Or'>" + A + B + "</matcher>"))
                .containsExactly("ab", "c");
    }

    @Test
    void aProcessorNamesMatchersForItsMailetsAndLaterMatchers() throws IOException {
        String named = "<matcher name='both' match='And'>" + A + B + "</matcher>"
                + "<matcher name='not both' notmatch='both'/>";

        assertThat(run(named + "<mailet match='both' class='End' where='taken'/>"))
                .containsExactly("ab");
        assertThat(run(named + "<mailet match='not both' class='End' where='taken'/>"))
                .containsExactly("a", "b", "c");
        assertThat(run(named + "<mailet match='Or' class='End' where='taken'><matcher match='both'/>"
                        + "<matcher match='Has=c'/></mailet>"))
                .containsExactly("ab", "c");
        assertThat(problems("<matcher name='first' match='later'/><matcher name='later' match='All'/>"))
                .containsExactly("there is no matcher 'later'; known are All, Broken, Count, Has");
    }

    @Test
    void whoeverCountsRecipientsSeesThemAll() throws IOException {
        assertThat(taken("match='And'", A + "<matcher match='Count=4'/>")).containsExactly("a", "ab");
        assertThat(taken("match='Or'", A + "<matcher match='Count=4'/>")).hasSize(4);
    }

    @Test
    void whatCannotChangeTheAnswerIsNotAsked() throws IOException {
        assertThat(taken("match='And'", "<matcher match='Has=x'/><matcher match='Broken'/>"))
                .isEmpty();
        assertThat(taken("match='Or'", "<matcher match='All'/><matcher match='Broken'/>"))
                .hasSize(4);
        assertThat(taken("match='And' onMatchException='matchall'", A + "<matcher match='Broken'/>"))
                .hasSize(4);
    }

    @Test
    void everyMistakeIsTold() throws IOException {
        assertThat(problems("<matcher match='All'/>"))
                .containsExactly("a matcher of a processor has a name: <matcher name=\"...\">");
        assertThat(problems("<matcher name='And' match='All'/><matcher name='All' match='All'/>"))
                .containsExactly(
                        "'And' is a matcher already; choose another", "'All' is a matcher already; choose another");
        assertThat(problems("<matcher name='x' match='All'/><matcher name='x' match='All'/>"))
                .containsExactly("there are two matchers 'x'; rename one");
        assertThat(problems("<matcher name='x' match='All'>text<more/></matcher><matcher name='y' matches='All'/>"))
                .containsExactly(
                        "<more> is not known in <matcher>; only <matcher> itself is",
                        "<matcher> takes no text; write match=\"...\"",
                        "<matcher> has no attribute matches here; did you mean 'match'?",
                        "which matcher? Add match=\"...\" or notmatch=\"...\"");
        assertThat(problems(
                        "<matcher name='x' match='Xor'>" + A + "</matcher><mailet match='x' class='End' where='x'/>"))
                .containsExactly("the matcher Xor needs 2 or more <matcher match=\"...\"/> inside; it has 1");
        assertThat(problems("<mailet match='Or' class='End' where='x'/>"))
                .containsExactly("the matcher Or needs 1 or more <matcher match=\"...\"/> inside; it has 0");
        assertThat(problems("<mailet match='All' onMailetException='ignore' class='End' where='x'>" + A + "</mailet>"))
                .containsExactly("<matcher> stands inside And, Or, Xor and Not; here the matcher is 'All'");
        assertThat(problems("<mailet match='Or' class='End' where='x'><matcher name='n' match='Al'/></mailet>"))
                .containsExactly(
                        "<matcher> has no attribute name here; known are match, notmatch",
                        "there is no matcher 'Al'; did you mean 'All'?");
        assertThat(problems("<mailet match='Not' class='End' where='x'>" + "<matcher match='Not'>".repeat(60) + A
                        + "</matcher>".repeat(60) + "</mailet>"))
                .containsExactly("matchers stand more than 50 deep inside each other");
    }

    private List<String> taken(String match, String inside) throws IOException {
        return run("<mailet " + match + " class='End' where='taken'>" + inside + "</mailet>");
    }

    // The local parts of those who ended in 'taken'.
    private List<String> run(String steps) throws IOException {
        Mail mail = TestMail.from("ann@example.org")
                .to("a@example.test", "ab@example.test", "b@example.test", "c@example.test")
                .build();
        Pipeline pipeline = compile(steps).orElseThrow(() -> new AssertionError(problems.list()));
        return pipeline.run(mail, Pipeline.ROOT).stream()
                .map(Fate.Discarded.class::cast)
                .filter(fate -> fate.reason().equals("taken"))
                .flatMap(fate -> fate.mail().recipients().stream())
                .map(recipient -> recipient.address().localPart())
                .toList();
    }

    private List<String> problems(String steps) throws IOException {
        int before = problems.list().size();
        assertThat(compile(steps)).isEmpty();
        return problems.list().stream()
                .skip(before)
                .map(Problems.Problem::message)
                .toList();
    }

    private Optional<Pipeline> compile(String steps) throws IOException {
        Path file = folder.resolve("pipeline.xml");
        Files.writeString(
                file,
                "<pipeline><processor state='root'>" + steps
                        + "<mailet match='All' class='End' where='passed by'/></processor>" + ENDS + "</pipeline>");
        LoadedPlugin plugin =
                new LoadedPlugin("test", Optional.empty(), getClass().getClassLoader(), new Parts());
        PluginCatalog catalog = PluginCatalog.of(List.of(plugin), problems);
        ComponentFactory factory = ComponentFactory.making(
                catalog, new RecordBinder(folder), TestServices.none(), PluginsConfig.defaults());
        return new ConfigReader()
                .read(file, problems)
                .flatMap(root -> new PipelineCompiler(catalog, factory, problems).compile(root));
    }

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
            registry.mailet(End.class);
            registry.matcher(All.class);
            registry.matcher(Broken.class);
            registry.matcher(Count.class);
            registry.matcher(Has.class);
        }
    }

    @EndsTheWay
    public record End(End.Config config) implements Mailet {
        public record Config(@Option(doc = "where") String where) {}

        @Override
        public Outcome service(Mail mail) {
            return new Outcome.Discard(mail, config.where());
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

    public record Count(Count.Config config) implements MailMatcher {
        public record Config(@Option(doc = "recipients") int recipients) {}

        @Override
        public boolean matches(Mail mail) {
            return mail.recipients().size() == config.recipients();
        }
    }

    public record Has(Has.Config config) implements RecipientMatcher {
        public record Config(
                @Option(doc = "in the local part") String text) {}

        @Override
        public boolean matches(Recipient recipient, Mail mail) {
            return recipient.address().localPart().contains(config.text());
        }
    }
}
