package org.postrider.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.postrider.kernel.plugin.PluginJars;

/// A home whose plugin has a store, a search index, a protocol and a mailet that do nothing.
final class TestHome {
    private static final String MAIN = """
            registry.store("nowhere", Nowhere.class);
            registry.searchIndex("blind", Blind.class);
            registry.protocol("mute", Mute.class);
            registry.transport("pigeon", Pigeon.class);
            registry.mailet(Drop.class);
            registry.matcher(All.class);""";

    private TestHome() {}

    static Path in(Path folder) throws Exception {
        Path home = folder.resolve("home");
        HomeCreator.create(home, "mx.example.test", "example.test", OptionalInt.of(20_000));
        plugin(folder).pack(home.resolve("plugins/test.jar"));
        write(home, "server.xml", """
                <server hostname="mx.example.test" defaultDomain="example.test">
                  <store type="nowhere"/>
                  <search type="blind"/>
                </server>
                """);
        write(home, "listeners.xml", """
                <listeners>
                  <listener name="mute" protocol="mute" bind="127.0.0.1:0"><word>hello</word></listener>
                </listeners>
                """);
        write(home, "pipeline.xml", """
                <pipeline>
                  <processor state="root"><mailet match="All" class="Drop"/></processor>
                  <processor state="bounces"><mailet match="All" class="Drop"/></processor>
                  <processor state="error"><mailet match="All" class="Drop"/></processor>
                </pipeline>
                """);
        return home;
    }

    static void write(Path home, String file, String text) throws IOException {
        Files.writeString(home.resolve("conf").resolve(file), text);
    }

    private static PluginJars plugin(Path work) {
        return PluginJars.in(work)
                .plugin("t.Main", "test", MAIN)
                .source("t.Nowhere", """
                        package t;
                        import org.postrider.api.mail.MailAddress;
                        import org.postrider.api.store.*;
                        public class Nowhere implements MailStore, org.postrider.api.plugin.Lifecycle {
                            public record Config(@org.postrider.api.config.Option(doc = "why it fails", defaultValue = "") String fault) {}
                            private final String fault;
                            public Nowhere(Config config) { fault = config.fault(); }
                            public void start() throws Exception {
                                if (!fault.isEmpty()) { throw new java.io.IOException(fault); }
                            }
                            public AccountStore account(MailAddress account) { throw new IllegalStateException(); }
                            public AutoCloseable watch(StoreListener listener) { return () -> {}; }
                            public void checkpoint() {}
                        }""")
                .source("t.Blind", """
                        package t;
                        import java.util.BitSet;
                        import org.postrider.api.mail.MailAddress;
                        import org.postrider.api.search.*;
                        import org.postrider.api.store.*;
                        public class Blind implements SearchIndex {
                            public Blind(MailStore store) {}
                            public BitSet search(
                                    MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among) {
                                return new BitSet();
                            }
                        }""")
                .source("t.Mute", """
                        package t;
                        import org.postrider.api.config.Option;
                        import org.postrider.api.net.*;
                        public class Mute implements ProtocolHandler {
                            public record Config(@Option(doc = "its only word", defaultValue = "x") String word) {}
                            private final byte[] word;
                            public Mute(Config config, ListenerInfo info) { word = config.word().getBytes(); }
                            public void serve(Connection connection) throws ConnectionEndedException {
                                connection.write(word);
                                connection.flush();
                            }
                            public byte[] refusal(String reason) { return new byte[0]; }
                        }""")
                .source("t.Pigeon", """
                        package t;
                        import org.postrider.api.mail.*;
                        import org.postrider.api.transport.Transport;
                        public class Pigeon implements Transport {
                            public int defaultPort() { return 1; }
                            public Report deliver(Target target, Mail mail) {
                                return new Report.Unreachable(Reply.of(451, "4.4.1", "it rains"));
                            }
                        }""")
                .source("t.Drop", """
                        package t;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        @EndsTheWay
                        public class Drop implements Mailet {
                            public Outcome service(Mail mail) { return new Outcome.Discard(mail, "dropped"); }
                        }""")
                .source("t.All", """
                        package t;
                        import org.postrider.api.mail.Mail;
                        import org.postrider.api.pipeline.*;
                        public class All implements MailMatcher {
                            public boolean matches(Mail mail) { return true; }
                        }""");
    }
}
