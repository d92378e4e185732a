package org.postrider.imap;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.ObjectIds;
import org.postrider.api.store.Quota;
import org.postrider.api.store.quota.QuotaStore;
import org.postrider.api.store.share.Sharing;
import org.postrider.imap.command.Commands;
import org.postrider.imap.order.OrderField;
import org.postrider.imap.session.ImapConfig;
import org.postrider.imap.session.ImapServices;
import org.postrider.imap.session.ImapSession;
import org.postrider.imap.structure.ImapStructure;
import org.postrider.imap.structure.Preview;
import org.postrider.lucene.LuceneConfig;
import org.postrider.lucene.LuceneSearchIndex;
import org.postrider.maildir.MaildirConfig;
import org.postrider.maildir.MaildirStore;
import org.postrider.protocol.sasl.PlaintextLogin;
import org.postrider.protocol.sasl.Sasl;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryLogins;
import org.postrider.testkit.MemoryPeer;
import org.postrider.testkit.MemoryState;
import org.postrider.testkit.RecordedEvents;

/// imap.example.test with bob and carol, over a Maildir. Settings: `inbox` names samples in bob's INBOX, which arrived
/// on 1, 2, 3, ... February 2025; `lucene` has them searched by the index of the server; `tls` is `none`, `starttls` or
/// `implicit`; `client` is an address.
final class TestServer implements AutoCloseable {
    static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");
    private static final Instant FIRST_ARRIVED = Instant.parse("2025-02-01T08:00:00Z");

    final RecordedEvents events = new RecordedEvents();
    final MaildirStore store;
    final ProtocolHandler handler;
    private final Function<Connection, ImapSession> sessions;
    private final MemoryConnection.Settings connections;
    private Runnable stopSearch = () -> {};

    TestServer(Path folder, Map<String, String> settings) throws IOException {
        ServerInfo info = new ServerInfo(
                Domain.parse("imap.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1.2.3",
                folder);
        MemoryDirectory directory = new MemoryDirectory()
                .user("bob@example.test", "secret")
                .user("carol@example.test", "secret")
                .user("shared@example.test", "secret")
                .user("eve@other.test", "secret")
                .group("staff", "carol@example.test", "shared@example.test");
        if (settings.containsKey("quota")) {
            long[] limits = Stream.of(settings.get("quota").split(","))
                    .mapToLong(Long::parseLong)
                    .toArray();
            directory.quota(
                    "bob@example.test",
                    new Quota(OptionalLong.of(limits[0]), OptionalLong.of(limits[1]), OptionalLong.of(limits[2])));
        }
        if (settings.containsKey("administrator")) {
            directory.administrator(settings.get("administrator") + "@example.test");
        }
        MemoryLogins logins = new MemoryLogins();
        boolean standard = Boolean.parseBoolean(settings.getOrDefault("standardMailboxes", "false"));
        MaildirConfig maildir = new MaildirConfig(folder, standard, Duration.ofMillis(500));
        this.store = new MaildirStore(
                maildir,
                info,
                InstantSource.fixed(NOW),
                List.of(new ImapStructure(), new OrderField(), Preview.FIELD, ObjectIds.FIELD));
        store.start();
        Sharing sharing = new Sharing(
                new QuotaStore(store, directory::quota, (_, _, _) -> {}),
                new MemoryState().table("shared", 1000),
                directory::groups);
        String tls = settings.getOrDefault("tls", "starttls");
        ListenerInfo listener = new ListenerInfo("imap", "imap", tls.equals("implicit"));
        SearchIndex index = search(folder, settings);
        Sasl sasl = new Sasl(directory, logins, logins, logins, logins, events);
        InstantSource clock = InstantSource.fixed(NOW);
        this.handler =
                new ImapHandler(config(settings), listener, info, clock, directory, sharing, index, events, sasl);
        ImapServices services = new ImapServices(info, clock, directory, sharing, index, events, sasl);
        this.sessions = connection -> new ImapSession(config(settings), listener, services, new Commands(), connection);
        this.connections = new MemoryConnection.Settings(
                tls.equals("starttls"),
                tls.equals("implicit"),
                InetAddress.ofLiteral(settings.getOrDefault("client", "127.0.0.1")));
        String samples = settings.getOrDefault("inbox", "");
        int day = 0;
        for (String sample : samples.isEmpty() ? new String[0] : samples.split(",")) {
            deliver(sample, FIRST_ARRIVED.plus(Duration.ofDays(day++)));
        }
    }

    private SearchIndex search(Path folder, Map<String, String> settings) throws IOException {
        if (settings.containsKey("faulty")) {
            return (_, _, _, _, _) -> {
                throw new IllegalStateException("a fault made for a test");
            };
        }
        if (!settings.containsKey("lucene")) {
            return new ScanningSearch();
        }
        LuceneConfig config = new LuceneConfig(
                folder.resolve("index"), 2, 1, Duration.ofSeconds(10), ByteSize.parse("1MiB"), 1_000_000);
        LuceneSearchIndex index = new LuceneSearchIndex(config, store);
        index.start();
        stopSearch = index::stop;
        return index;
    }

    MemoryPeer connect() {
        return MemoryPeer.connect(handler, connections);
    }

    /// The server's end too, for what a server does to its sessions.
    MemoryConnection.Pair connectPair() {
        MemoryConnection.Pair pair = MemoryConnection.pair(connections);
        MemoryPeer.serve(handler, pair.server());
        return pair;
    }

    /// A session that reads nothing yet.
    ImapSession session(Connection connection) {
        return sessions.apply(connection);
    }

    Mailbox inbox() throws IOException {
        return store.account(MailAddress.parse("bob@example.test")).open(MailboxName.INBOX);
    }

    private void deliver(String sample, Instant date) throws IOException {
        try (Mailbox inbox = inbox()) {
            inbox.append(new Mailbox.NewMessage(
                    Content.of(Samples.octets(sample)), Flags.NONE, Optional.of(date), Optional.empty(), false));
        }
    }

    private static ImapConfig config(Map<String, String> settings) {
        return new ImapConfig(
                PlaintextLogin.LOOPBACK,
                ByteSize.parse(settings.getOrDefault("maxMessageSize", "1MiB")),
                ByteSize.parse("64KiB"),
                Duration.ofMillis(Long.parseLong(settings.getOrDefault("idleTimeLimit", "60000"))),
                Duration.ofMillis(Long.parseLong(settings.getOrDefault("loginTimeLimit", "60000"))),
                Duration.ofMillis(Long.parseLong(settings.getOrDefault("dataTimeLimit", "60000"))),
                Integer.parseInt(settings.getOrDefault("messageLimit", "0")),
                Integer.parseInt(settings.getOrDefault("saveLimit", "0")),
                settings.getOrDefault("hierarchySeparator", "/"),
                "shared",
                Boolean.parseBoolean(settings.getOrDefault("literalMinus", "false")),
                Integer.parseInt(settings.getOrDefault("maxErrors", "50")),
                "Postrider");
    }

    @Override
    public void close() {
        stopSearch.run();
        store.stop();
    }
}
