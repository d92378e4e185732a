package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.pipeline.Fate;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginJars;
import org.postrider.testkit.TestMail;

/// A changed configuration is taken over whole or not at all, and leaves nothing of the one before it behind.
class ConfigReloadTest {
    private static final int RELOADS = 1_000;
    private static final int SENDERS = 3;
    // So many that there are always some on their way while it reloads, and the senders leave it time to.
    private static final int MAILS_PER_RELOAD = 20;
    private static final int MAILS = RELOADS * MAILS_PER_RELOAD;
    // The present one, and what threads that wait for their next call still hold of their last.
    private static final int ALIVE_MAX = 5;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Mail mail = TestMail.from("ann@example.org")
            .to("bob@example.test")
            .text("hello")
            .build();
    private Path home;
    private PostriderServer server;
    private ConfigReload reload;

    @BeforeEach
    void startServer() throws Exception {
        home = TestHome.in(folder);
        server = PostriderServer.boot(home);
        server.start();
        reload = server.reload();
    }

    @AfterEach
    void stopServer() {
        server.stop(Duration.ofSeconds(30));
    }

    @Test
    void aJarThatIsDroppedReplacedOrRemovedTakesEffect() throws Exception {
        assertThat(fate()).isEqualTo("dropped");

        drop("one", "");
        root("<mailet match=\"All\" class=\"Say\"/>");
        assertThat(reload.reload().problems()).isEmpty();
        assertThat(fate()).isEqualTo("one");

        drop("two", "");
        assertThat(reload.reload().problems()).isEmpty();
        assertThat(fate()).isEqualTo("two");

        Files.delete(jar());
        assertThat(reload.reload().problems())
                .extracting(Problem::message)
                .containsExactly("there is no mailet 'Say'; known are Drop");
        assertThat(fate()).isEqualTo("two");

        root("<mailet match=\"All\" class=\"Drop\"/>");
        assertThat(reload.reload().problems()).isEmpty();
        assertThat(fate()).isEqualTo("dropped");
    }

    @Test
    void aReloadThatFailsChangesNothingAndSaysWhy() throws Exception {
        PipelineGeneration before = reload.present();
        root("<mailet match=\"Al\" class=\"Dropp\"/>");
        TestHome.write(home, "domains.xml", "<domain/>");

        assertThat(reload.reload().problems()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(reload.present()).isSameAs(before);
        assertThat(before.isEnded()).isFalse();
        assertThat(fate()).isEqualTo("dropped");
    }

    @Test
    void aMailetThatCannotStartLeavesThePresentPipeline() throws Exception {
        drop("one", "throw new IllegalStateException(\"its database is away\");");
        root("<mailet match=\"All\" class=\"Say\"/>");

        assertThat(reload.reload().problems())
                .extracting(Problem::message)
                .containsExactly("the server cannot start its mailet: its database is away");
        assertThat(fate()).isEqualTo("dropped");
    }

    @Test
    void mailOnItsWayEndsOnThePipelineOnWhichItBegan() throws Exception {
        PipelineGeneration old = reload.present();
        drop("one", "");
        root("<mailet match=\"All\" class=\"Say\"/>");
        try (LivePipeline.Visit visit = reload.live().enter()) {
            assertThat(reload.reload().problems()).isEmpty();
            assertThat(fate()).isEqualTo("one");
            assertThat(old.isEnded()).isFalse();
            assertThat(reason(visit.pipeline())).isEqualTo("dropped");
        }
        assertThat(old.isEnded()).isTrue();
    }

    @Test
    void changedRoutesAreTakenOverAndWrongOnesAreNot() throws Exception {
        TestHome.write(
                home,
                "routes.xml",
                "<routes><route name=\"a\" transport=\"pigeon\"><host>192.0.2.1</host></route></routes>");
        assertThat(reload.reload()).isEqualTo(new ConfigReload.Answer(List.of(), List.of()));
        assertThat(way()).contains("route=a at", "192.0.2.1");

        TestHome.write(home, "routes.xml", "<routes><route name=\"b\" transport=\"smtp\"/></routes>");
        assertThat(reload.reload().problems()).isNotEmpty();
        assertThat(way()).contains("route=a at");

        Files.delete(home.resolve("conf/routes.xml"));
        assertThat(reload.reload().problems()).isEmpty();
        assertThat(way()).doesNotContain("route=a at");
    }

    @Test
    void aRouteByATransportThatIsThereOnlyAfterARestartIsRefused() throws Exception {
        PluginJars.in(folder)
                .plugin("n.Newer", "newer", "registry.transport(\"dove\", Dove.class);")
                .source("n.Dove", """
                        package n;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.transport.Transport;
                        public class Dove implements Transport {
                            public int defaultPort() { return 1; }
                            public Report deliver(Target target, Mail mail) { throw new AssertionError(); }
                        }""")
                .pack(home.resolve("plugins/newer.jar"));
        TestHome.write(
                home,
                "routes.xml",
                "<routes><route name=\"a\" transport=\"dove\"><host>192.0.2.1</host></route></routes>");

        assertThat(reload.reload().problems())
                .extracting(problem -> problem.toString())
                .singleElement()
                .asString()
                .contains("the route a goes by the transport dove, which there is not");
    }

    @Test
    void aPluginThatLeavesAThreadBehindIsNamedWhenItPilesUp() throws Exception {
        drop(
                "leaky",
                "Thread leak = new Thread(() -> { while (!Thread.interrupted()) {"
                        + " java.util.concurrent.locks.LockSupport.park(); } }, \"leak of say\");"
                        + " leak.setDaemon(true); leak.start();");
        root("<mailet match=\"All\" class=\"Say\"/>");
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            ConfigReload.Answer answer = reload.reload();
            assertThat(answer.problems()).isEmpty();
            said.addAll(answer.restart());
            assertThat(fate()).isEqualTo("leaky");
        }
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("leak of say"))
                .forEach(Thread::interrupt);

        assertThat(said)
                .isNotEmpty()
                .allMatch(complaint -> complaint.matches("the plugin 'say' is in memory \\d+ times more, .*"));
    }

    private String way() {
        return server.addresses()
                .explain(MailAddress.parse("x@elsewhere.example"), ReversePath.NULL, Optional.empty())
                .ends()
                .toString();
    }

    @Test
    void itSaysWhatNeedsARestart() throws Exception {
        assertThat(reload.reload().restart()).isEmpty();
        Path listeners = home.resolve("conf/listeners.xml");
        Files.writeString(listeners, Files.readString(listeners).replace("hello", "goodbye"));
        Files.move(home.resolve("plugins/test.jar"), home.resolve("plugins/renamed.jar"));

        ConfigReload.Answer answer = reload.reload();

        assertThat(answer.problems()).isEmpty();
        assertThat(answer.restart())
                .containsExactly(
                        "conf/listeners.xml has changed since the start; that takes effect with a restart",
                        "the plugin 'test' has changed since the start, and has more parts than mailets and matchers;"
                                + " those take effect with a restart");
    }

    @Test
    void aThousandReloadsUnderLoadLoseNothingAndLeakNothing() throws Exception {
        drop("said", "");
        root("<mailet match=\"All\" class=\"Say\"/>");
        assertThat(reload.reload().problems()).isEmpty();
        AtomicInteger taken = new AtomicInteger();
        Semaphore mails = new Semaphore(0);
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
            List<Future<Integer>> sent = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                sent.add(senders.submit(() -> send(taken, mails)));
            }
            try {
                for (int i = 0; i < RELOADS; i++) {
                    for (LoadedPlugin plugin : reload.present().catalog().plugins()) {
                        loaders.add(new WeakReference<>(plugin.loader()));
                    }
                    mails.release(MAILS_PER_RELOAD);
                    assertThat(reload.reload().problems()).isEmpty();
                }
            } finally {
                mails.release(MAILS);
            }
            int all = 0;
            for (Future<Integer> count : sent) {
                all += count.get();
            }
            assertThat(all).isEqualTo(MAILS);
        }
        int plugins = reload.present().catalog().plugins().size();
        assertThat(loaders).hasSize(RELOADS * plugins);
        int enough = ALIVE_MAX * plugins;
        assertThat(aliveAfterCollection(loaders, enough)).isLessThanOrEqualTo(enough);
    }

    // Each mail has one fate, and the right one, whatever is reloaded meanwhile.
    private int send(AtomicInteger taken, Semaphore mails) throws InterruptedException {
        int sent = 0;
        while (taken.getAndIncrement() < MAILS) {
            mails.acquire();
            assertThat(fate()).isEqualTo("said");
            sent++;
        }
        return sent;
    }

    private static long aliveAfterCollection(List<WeakReference<ClassLoader>> loaders, int enough) {
        long end = System.nanoTime() + LIMIT.toNanos();
        long alive;
        do {
            System.gc();
            alive = loaders.stream().filter(loader -> loader.get() != null).count();
        } while (alive > enough && System.nanoTime() < end);
        return alive;
    }

    private String fate() {
        try (LivePipeline.Visit visit = reload.live().enter()) {
            return reason(visit.pipeline());
        }
    }

    private String reason(Pipeline pipeline) {
        List<Fate> fates = pipeline.run(mail, Pipeline.ROOT);
        assertThat(fates).hasSize(1);
        return fates.getFirst() instanceof Fate.Discarded(var _, var reason)
                ? reason
                : fates.getFirst().toString();
    }

    private Path jar() {
        return home.resolve("plugins/say.jar");
    }

    // As an administrator should: made beside it, and moved over it.
    private void drop(String word, String start) throws Exception {
        Path made = PluginJars.in(folder)
                .plugin("s.Main", "say", "registry.mailet(Say.class);")
                .source("s.Say", """
                        package s;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        @EndsTheWay
                        public class Say implements Mailet, org.postrider.api.plugin.Lifecycle {
                            public void start() { %s }
                            public Outcome service(Mail mail) { return new Outcome.Discard(mail, "%s"); }
                        }""".formatted(start, word))
                .pack(folder.resolve("made/say.jar"));
        Files.move(made, jar(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
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
