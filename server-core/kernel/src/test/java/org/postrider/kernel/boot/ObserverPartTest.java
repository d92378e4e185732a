package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.plugin.PluginJars;

/// A plugin's observer is chosen, configured, started, told and stopped as `server.xml` says.
class ObserverPartTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void installThePlugin() throws Exception {
        home = TestHome.in(folder);
        PluginJars.in(folder)
                .plugin("o.Main", "ears", "registry.observer(Write.class); registry.protocol(\"knock\", Knock.class);")
                .source("o.Write", """
                        package o;
                        import java.nio.file.*;
                        import org.postrider.api.config.Option;
                        import org.postrider.api.event.*;
                        import org.postrider.api.spool.Spool;
                        public class Write implements MailObserver, org.postrider.api.plugin.Lifecycle {
                            public record Config(@Option(doc = "where to") Path file, @Option(doc = "what", defaultValue = "heard") String word) {}
                            private final Config config;
                            public Write(Config config, Spool spool) { this.config = config; }
                            public void start() throws Exception { write("start"); }
                            public void stop() { try { write("stop"); } catch (Exception e) { throw new IllegalStateException(e); } }
                            public void happened(MailEvent event) throws Exception {
                                String what = event.getClass().getSimpleName();
                                write(config.word() + " " + what);
                                if (what.equals("LoggedIn")) { throw new OutOfMemoryError("not really"); }
                            }
                            private void write(String line) throws Exception {
                                Files.writeString(config.file(), line + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                            }
                        }""")
                .source("o.Knock", """
                        package o;
                        import java.util.Optional;
                        import org.postrider.api.event.*;
                        import org.postrider.api.mail.MailAddress;
                        import org.postrider.api.net.*;
                        public class Knock implements ProtocolHandler, org.postrider.api.plugin.Lifecycle {
                            private final EventLog events;
                            public Knock(EventLog events) { this.events = events; }
                            public void start() {
                                events.record(new MailEvent.LoggedIn("knock", Optional.empty(), MailAddress.parse("bob@example.test")));
                                events.record(new MailEvent.LoginFailed("knock", Optional.empty(), "nobody"));
                            }
                            public void serve(Connection connection) {}
                            public byte[] refusal(String reason) { return new byte[0]; }
                        }""")
                .pack(home.resolve("plugins/ears.jar"));
        TestHome.write(
                home,
                "listeners.xml",
                "<listeners><listener name='knock' protocol='knock' bind='127.0.0.1:0'/></listeners>");
    }

    @Test
    void itIsToldWhatHappensBetweenItsStartAndItsStop() throws Exception {
        observer("<observer class='Write' word='and'><file>heard.txt</file></observer>");
        PostriderServer server = PostriderServer.boot(home);
        server.start();
        server.stop(Duration.ofSeconds(60));

        assertThat(Files.readAllLines(home.resolve("heard.txt")))
                .containsExactly("start", "and LoggedIn", "and LoginFailed", "stop");
        assertThat(server.metrics().text())
                .contains(
                        "postrider_plugin_calls_total{kind=\"observer\",part=\"Write\",plugin=\"ears\"} 4.0",
                        "postrider_plugin_failures_total{kind=\"observer\",part=\"Write\",plugin=\"ears\"} 1.0",
                        "postrider_plugin_events_lost_total{part=\"Write\",plugin=\"ears\"} 0.0");
    }

    @Test
    void aMistakeInItsElementIsFound() throws Exception {
        observer("<observer class='Wirte'/><observer/><observer class='Write' words='x' file='heard.txt'/>");

        assertThat(PostriderServer.configCheck(home))
                .extracting(Problem::message)
                .isEqualTo(List.of(
                        "there is no observer 'Wirte'; did you mean 'Write'?",
                        "<observer> needs the attribute class",
                        "words is not known in <observer>; did you mean word?"));
    }

    private void observer(String element) throws Exception {
        TestHome.write(home, "server.xml", """
                <server hostname="mx.example.test" defaultDomain="example.test">
                  <store type="nowhere"/>
                  <search type="blind"/>
                  %s
                </server>
                """.formatted(element));
    }
}
