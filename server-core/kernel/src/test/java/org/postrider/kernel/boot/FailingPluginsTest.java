package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.mail.Mail;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.plugin.PluginJars;
import org.postrider.testkit.TestMail;

/// Whatever a plugin's mailet or matcher does wrong: its mail goes to the processor `error`, which is told what
/// happened
/// and whose fault it was, and other mail goes on. The same in a whole server, by SMTP and with its log, is
/// `FailingPluginsIT`; what filters, observers and the loading of plugins do wrong is beside the classes that guard
/// them:
/// `PluginIsolationTest`, `ObserversTest`, `PluginLoaderTest`.
@Timeout(300)
class FailingPluginsTest {
    private static final Map<String, String> FAULTS = Map.of(
            "throws", "throw new java.io.IOException(\"no route\");",
            "fails", "throw new AssertionError(\"cannot be\");",
            "recursion", "return again(mail);",
            "memory",
                    "byte[][] all = new byte[1 << 20][]; for (int i = 0; ; i++) { all[i % all.length] = new byte[Integer.MAX_VALUE - i]; }",
            "exit", "System.exit(3); return null;",
            "halt", "Runtime.getRuntime().halt(3); return null;",
            "linkage", "return new Gone().answer(mail);",
            "initializer", "return Broken.answer(mail);",
            "nothing", "return null;",
            "hangs", "while (true) { Thread.onSpinWait(); }");

    @TempDir
    private Path folder;

    private Path home;
    private PostriderServer server;

    @BeforeEach
    void startServer() throws Exception {
        home = TestHome.in(folder);
        Path configuration = home.resolve("conf/server.xml");
        // So long that no machine is too slow for what does not hang.
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace("</server>", "<plugins><callTimeMax>60s</callTimeMax></plugins></server>"));
        server = PostriderServer.boot(home);
        server.start();
    }

    // What hangs need not hang for a minute.
    private void shortenTheLimitFor(String fault) throws Exception {
        if (fault.equals("hangs")) {
            stopServer();
            Path configuration = home.resolve("conf/server.xml");
            Files.writeString(configuration, Files.readString(configuration).replace("60s", "3s"));
            server = PostriderServer.boot(home);
            server.start();
        }
    }

    @AfterEach
    void stopServer() {
        server.stop(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            throws      | java.io.IOException: no route
            fails       | the plugin 'bad' (bad.jar) failed: AssertionError: cannot be
            recursion   | the plugin 'bad' (bad.jar) failed: java.lang.StackOverflowError
            memory      | the plugin 'bad' (bad.jar) failed: OutOfMemoryError
            exit        | the plugin 'bad' (bad.jar) failed: it called System.exit, which would end the whole server
            halt        | the plugin 'bad' (bad.jar) failed: it called Runtime.halt, which would end the whole server
            linkage     | the plugin 'bad' (bad.jar) failed: NoClassDefFoundError: b/Gone
            initializer | the plugin 'bad' (bad.jar) failed: IllegalStateException: no database
            nothing     | null
            hangs       | of the plugin 'bad' (bad.jar) did not come back within 3000 ms
            """)
    void mailOnWhichAPluginFailsGoesToTheErrorProcessorAndOtherMailGoesOn(String fault, String told) throws Exception {
        shortenTheLimitFor(fault);
        installed("bad", fault(fault));
        for (String step :
                List.of("<mailet match=\"For=bad\" class=\"Bad\"/>", "<mailet match=\"Worse=bad\" class=\"Drop\"/>")) {
            root(step);
            assertThat(server.reload().reload().problems()).isEmpty();

            assertThat(fates("bad@example.test"))
                    .as(step)
                    .singleElement()
                    .asString()
                    .startsWith("bad error ")
                    .contains(told);
            assertThat(fates("good@example.test")).containsExactly("good dropped");
        }
    }

    @Test
    void aPluginForAnotherVersionOfTheApiIsRefusedAndThePresentPipelineGoesOn() throws Exception {
        PluginJars.in(folder).service("n.Newer").source("n.Newer", """
                package n;
                import org.postrider.api.plugin.*;
                public class Newer implements Plugin {
                    public String name() { return "newer"; }
                    public String apiVersion() { return "2.0"; }
                    public void register(PluginRegistry registry) { throw new AssertionError("not asked"); }
                }""").pack(home.resolve("plugins/newer.jar"));

        assertThat(server.reload().reload().problems())
                .extracting(Problem::toString)
                .singleElement()
                .asString()
                .contains("newer.jar", "it says 2.0, this server has 1.0");
        assertThat(fates("good@example.test")).containsExactly("good dropped");
    }

    @Test
    void twoPluginsWithTwoVersionsOfOneLibraryEachSeeTheirOwn() throws Exception {
        for (String name : List.of("one", "two")) {
            Path plugin = home.resolve("plugins").resolve(name);
            String library = "package lib; public class Version { public static String %s() { return \"%s\"; } }";
            PluginJars.in(folder)
                    .source("lib.Version", library.formatted(name, name))
                    .pack(plugin.resolve("library-" + name + ".jar"));
            String mailet = "Say" + name;
            PluginJars.in(folder)
                    .plugin(name + ".Main", name, "registry.mailet(" + mailet + ".class);")
                    .source("lib.Version", library.formatted(name, name))
                    .source(name + "." + mailet, """
                            package %s;
                            import org.postrider.api.mail.Mail;
                            import org.postrider.api.pipeline.*;
                            public class %s implements Mailet {
                                public Outcome service(Mail mail) {
                                    return new Outcome.Discard(mail, lib.Version.%s());
                                }
                            }""".formatted(name, mailet, name))
                    .pack(plugin.resolve("a-plugin.jar"));
        }
        installed("bad", fault("throws"));
        root("""
                <mailet match="For=one" class="Sayone"/>
                <mailet match="For=two" class="Saytwo"/>
                """);
        assertThat(server.reload().reload().problems()).isEmpty();

        assertThat(fates("one@example.test", "two@example.test")).containsExactlyInAnyOrder("one one", "two two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "hangs", "memory", "initializer"})
    void aPluginThatCannotBeMadeChangesNothing(String fault) throws Exception {
        shortenTheLimitFor(fault);
        installed(
                "bad", "return null;", fault(fault).replace("return null;", "").replace("return ", ""));
        root("<mailet match=\"For=bad\" class=\"Bad\"/>");

        assertThat(server.reload().reload().problems())
                .extracting(Problem::message)
                .singleElement()
                .asString()
                .startsWith("the mailet Bad of the plugin 'bad' (bad.jar) cannot be made: it ");
        assertThat(fates("good@example.test")).containsExactly("good dropped");
    }

    private static String fault(String name) {
        return Objects.requireNonNull(FAULTS.get(name), name);
    }

    private List<String> fates(String... recipients) {
        Mail mail =
                TestMail.from("ann@example.org").to(recipients).text("hello").build();
        List<String> fates = new ArrayList<>();
        try (LivePipeline.Visit visit = server.reload().live().enter()) {
            for (Fate fate : visit.pipeline().run(mail, Pipeline.ROOT)) {
                String who = fate.mail().recipients().getFirst().address().localPart();
                String error = fate.mail()
                        .attribute(Pipeline.ERROR_ATTRIBUTE)
                        .map(cause -> "error " + cause)
                        .orElse("");
                fates.add(who + " " + (error.isEmpty() ? ((Fate.Discarded) fate).reason() : error));
            }
        }
        return fates;
    }

    private void installed(String name, String body) throws Exception {
        installed(name, body, "");
    }

    private void installed(String name, String body, String constructor) throws Exception {
        Path made = PluginJars.in(folder)
                .plugin(
                        "b.Main",
                        name,
                        "registry.mailet(Bad.class); registry.matcher(Worse.class); registry.matcher(For.class);")
                .source("b.Bad", """
                        package b;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        public class Bad implements Mailet {
                            public Bad() { Mail mail = null; %s }
                            public Outcome service(Mail mail) throws Exception { %s }
                            private static Outcome again(Mail mail) { return again(mail); }
                        }""".formatted(constructor, body))
                .source("b.Worse", """
                        package b;
                        import java.util.*;
                        import org.postrider.api.config.Option;
                        import org.postrider.api.mail.*;
                        import org.postrider.api.pipeline.*;
                        public class Worse implements Matcher {
                            public record Config(@Option(doc = "who") String name) {}
                            private final For inner;
                            public Worse(Config config) { this.inner = new For(new For.Config(config.name())); }
                            public List<Recipient> match(Mail mail) throws Exception {
                                if (!inner.match(mail).isEmpty()) { Object answer = answer(mail); return (List<Recipient>) answer; }
                                return List.of();
                            }
                            private static Object answer(Mail mail) throws Exception { %s }
                            private static Object again(Mail mail) { return again(mail); }
                        }""".formatted(body))
                .source("b.For", """
                        package b;
                        import java.util.*;
                        import org.postrider.api.config.Option;
                        import org.postrider.api.mail.*;
                        import org.postrider.api.pipeline.*;
                        public class For implements Matcher {
                            public record Config(@Option(doc = "who") String name) {}
                            private final Config config;
                            public For(Config config) { this.config = config; }
                            public List<Recipient> match(Mail mail) {
                                return mail.recipients().stream()
                                        .filter(each -> each.address().localPart().equals(config.name()))
                                        .toList();
                            }
                        }""")
                .source(
                        "b.Gone",
                        "package b; class Gone { Outcome answer(org.postrider.api.mail.Mail mail) { return null; } }"
                                .replace("Outcome", "org.postrider.api.pipeline.Outcome"))
                .source("b.Broken", """
                        package b;
                        class Broken {
                            static { if (true) { throw new IllegalStateException("no database"); } }
                            static org.postrider.api.pipeline.Outcome answer(org.postrider.api.mail.Mail mail) { return null; }
                        }""")
                .without("b.Gone")
                .pack(folder.resolve("made/" + name + ".jar"));
        Files.move(made, home.resolve("plugins/" + name + ".jar"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private void root(String mailets) throws Exception {
        TestHome.write(home, "pipeline.xml", """
                <pipeline>
                  <processor state="root">%s<mailet match="All" class="Drop"/></processor>
                  <processor state="bounces"><mailet match="All" class="Drop"/></processor>
                  <processor state="error"><mailet match="All" class="Drop"/></processor>
                </pipeline>
                """.formatted(mailets));
    }
}
