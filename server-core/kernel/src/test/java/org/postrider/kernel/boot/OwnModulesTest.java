package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginJars;
import org.postrider.testkit.TestMail;

/// A plugin may bring Guice modules: what they bind its own parts get, and nobody else.
class OwnModulesTest {
    private static final String MODULE = """
            package %1$s;
            import com.google.inject.*;
            import com.google.inject.name.Names;
            import jakarta.inject.Named;
            import jakarta.inject.Singleton;
            import org.postrider.api.plugin.ServerInfo;
            public class Wiring extends AbstractModule {
                protected void configure() {
                    %2$s
                    bind(Greeting.class).to(Polite.class);
                    bind(String.class).annotatedWith(Names.named("end")).toInstance("!");
                }
                @Provides @Singleton Counter counter(ServerInfo server) { return new Counter(server.defaultDomain().toString()); }
            }""";

    @TempDir
    private Path folder;

    private Path home;
    private PostriderServer server;

    @BeforeEach
    void startServer() throws Exception {
        home = TestHome.in(folder);
        server = PostriderServer.boot(home);
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(Duration.ofSeconds(30));
    }

    @Test
    void whatItsModuleBindsItsPartsGetAndShare() throws Exception {
        install("one", "");
        install("two", "");
        root("<mailet match=\"Mark\" class=\"Sayone\"/><mailet match=\"All\" class=\"Saytwo\"/>");
        assertThat(server.reload().reload().problems()).isEmpty();

        assertThat(fate()).isEqualTo("Good day from two at example.test, 1!");
        assertThat(fate()).isEqualTo("Good day from two at example.test, 2!");
        root("<mailet match=\"All\" class=\"Sayone\"/>");
        assertThat(server.reload().reload().problems()).isEmpty();
        assertThat(fate()).isEqualTo("Good day from one at example.test, 1!");
    }

    @Test
    void afterAReloadNothingKeepsItsClasses() throws Exception {
        install("one", "");
        root("<mailet match=\"All\" class=\"Sayone\"/>");
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            assertThat(server.reload().reload().problems()).isEmpty();
            assertThat(fate()).endsWith(", 1!");
            for (LoadedPlugin plugin : server.reload().present().catalog().plugins()) {
                loaders.add(new WeakReference<>(plugin.loader()));
            }
        }
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        long alive;
        do {
            System.gc();
            // Guice lets go of the keys of an injector that was collected when it makes another one.
            assertThat(server.reload().reload().problems()).isEmpty();
            alive = loaders.stream().filter(each -> each.get() != null).count();
            // Of two plugins the present ones, and what idle threads still hold.
        } while (alive > 10 && System.nanoTime() < end);
        assertThat(alive).isLessThanOrEqualTo(10);
    }

    @Test
    void aModuleThatIsWrongIsNamedAndNothingChanges() throws Exception {
        root("<mailet match=\"All\" class=\"Sayone\"/>");
        install("one", "if (true) { throw new IllegalStateException(\"no key\"); }");
        assertThat(problem())
                .startsWith("the mailet Sayone: a module of the plugin 'one' (one.jar) is wrong: ")
                .contains("no key");
        install("one", "bind(org.postrider.api.event.EventLog.class).toInstance(event -> {});");
        assertThat(problem())
                .startsWith("the mailet Sayone: what the plugin 'one' (one.jar) binds does not fit together: ")
                .contains("EventLog");
        install("one", "bind(Runnable.class).to(Unmade.class);");
        assertThat(problem()).contains("java.lang.Thread");
        assertThat(fate()).isEqualTo("dropped");
    }

    private String problem() {
        List<Problem> problems = server.reload().reload().problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst().message();
    }

    private String fate() {
        try (LivePipeline.Visit visit = server.reload().live().enter()) {
            List<Fate> fates = visit.pipeline()
                    .run(TestMail.from("ann@example.org").to("bob@example.test").build(), Pipeline.ROOT);
            return ((Fate.Discarded) fates.getFirst()).reason();
        }
    }

    private void install(String name, String binding) throws Exception {
        Path made = PluginJars.in(folder)
                .plugin(
                        name + ".Main",
                        name,
                        "registry.mailet(Say" + name + ".class);"
                                + (name.equals("one") ? " registry.matcher(Mark.class);" : ""))
                .module(name + ".Wiring")
                .source(name + ".Wiring", MODULE.formatted(name, binding))
                .source(name + ".Greeting", "package " + name + "; public interface Greeting { String text(); }")
                .source(name + ".Polite", """
                        package %1$s;
                        public class Polite implements Greeting {
                            private final Counter counter;
                            @jakarta.inject.Inject Polite(Counter counter) { this.counter = counter; }
                            public String text() { return "Good day from %1$s at " + counter.next(); }
                        }""".formatted(name))
                .source(name + ".Counter", """
                        package %s;
                        public class Counter {
                            private final String place;
                            private int count;
                            Counter(String place) { this.place = place; }
                            synchronized String next() { return place + ", " + ++count; }
                        }""".formatted(name))
                .source(
                        name + ".Unmade",
                        "package " + name + "; public class Unmade implements Runnable {"
                                + " @jakarta.inject.Inject Unmade(Thread thread) {} public void run() {} }")
                .source(name + ".Mark", """
                        package %s;
                        public class Mark implements org.postrider.api.pipeline.MailMatcher {
                            public boolean matches(org.postrider.api.mail.Mail mail) { return false; }
                        }""".formatted(name))
                .source(name + ".Say" + name, """
                        package %1$s;
                        import jakarta.inject.Named;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        @EndsTheWay
                        public class Say%1$s implements Mailet {
                            private final Greeting greeting;
                            private final String end;
                            public Say%1$s(Greeting greeting, @Named("end") String end) {
                                this.greeting = greeting;
                                this.end = end;
                            }
                            public Outcome service(Mail mail) { return new Outcome.Discard(mail, greeting.text() + end); }
                        }""".formatted(name))
                .pack(folder.resolve("made/" + name + ".jar"));
        Files.move(made, home.resolve("plugins/" + name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void root(String mailets) throws Exception {
        TestHome.write(home, "pipeline.xml", """
                <pipeline>
                  <processor state="root">%s</processor>
                  <processor state="bounces"><mailet match="All" class="Drop"/></processor>
                  <processor state="error"><mailet match="All" class="Drop"/></processor>
                </pipeline>
                """.formatted(mailets));
    }
}
