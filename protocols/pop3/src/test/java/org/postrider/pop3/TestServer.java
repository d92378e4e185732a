package org.postrider.pop3;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.protocol.sasl.PlaintextLogin;
import org.postrider.protocol.sasl.Sasl;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryLogins;
import org.postrider.testkit.MemoryPeer;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.RecordedEvents;

/// pop.example.test with bob and carol. Settings: `inbox` is how many messages bob has in INBOX, `archive` in
/// Archive/2024; `tls` is `none`, `starttls` or `implicit`; `client` is an address; others are the options' names.
final class TestServer {
    private static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");

    final RecordedEvents events = new RecordedEvents();
    final MemoryStore store;
    final MutableClock clock = MutableClock.at(NOW.toString());
    final Pop3Handler handler;
    private final MemoryConnection.Settings connections;

    TestServer(Map<String, String> settings) throws IOException {
        ServerInfo info = new ServerInfo(
                Domain.parse("pop.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1.2.3",
                Path.of("nowhere"));
        MemoryDirectory directory =
                new MemoryDirectory().user("bob@example.test", "secret").user("carol@example.test", "a b c");
        MemoryLogins logins = new MemoryLogins();
        this.store = new MemoryStore(clock);
        String tls = settings.getOrDefault("tls", "starttls");
        this.handler = new Pop3Handler(
                config(settings),
                new ListenerInfo("pop3", "pop3", tls.equals("implicit")),
                info,
                clock,
                directory,
                store,
                new Sasl(directory, logins, logins, logins, logins, events),
                new MaildropLocks(),
                new LoginDelays());
        this.connections = new MemoryConnection.Settings(
                tls.equals("starttls"),
                tls.equals("implicit"),
                InetAddress.ofLiteral(settings.getOrDefault("client", "127.0.0.1")));
        for (int i = 1; i <= Integer.parseInt(settings.getOrDefault("inbox", "0")); i++) {
            deliver(MailboxName.INBOX, "Subject: number " + i + "\r\n\r\n" + "line\r\n".repeat(i));
        }
        store.account(bob()).create(MailboxName.of("Archive", "2024"), Optional.empty());
        for (int i = 1; i <= Integer.parseInt(settings.getOrDefault("archive", "0")); i++) {
            deliver(MailboxName.of("Archive", "2024"), "Subject: old " + i + "\r\n\r\nold\r\n");
        }
    }

    static MailAddress bob() {
        return MailAddress.parse("bob@example.test");
    }

    MemoryPeer connect() {
        return MemoryPeer.connect(handler, connections);
    }

    MemoryConnection.Pair connectPair() {
        MemoryConnection.Pair pair = MemoryConnection.pair(connections);
        MemoryPeer.serve(handler, pair.server());
        return pair;
    }

    Mailbox inbox() throws IOException {
        return store.account(bob()).open(MailboxName.INBOX);
    }

    void deliver(MailboxName mailbox, String message) throws IOException {
        try (Mailbox opened = store.account(bob()).open(mailbox)) {
            opened.append(new Mailbox.NewMessage(
                    Content.of(message.getBytes(StandardCharsets.UTF_8)),
                    Flags.NONE,
                    Optional.of(NOW),
                    Optional.empty(),
                    false));
        }
    }

    private static Pop3Config config(Map<String, String> settings) {
        return new Pop3Config(
                PlaintextLogin.LOOPBACK,
                Pop3Config.Lock.valueOf(settings.getOrDefault("lock", "EXCLUSIVE")),
                settings.getOrDefault("uidl", "%08Xu%08Xv"),
                settings.getOrDefault("mailboxSeparator", "#"),
                Boolean.parseBoolean(settings.getOrDefault("markSeen", "true")),
                Pop3Config.Utf8Messages.valueOf(settings.getOrDefault("utf8Messages", "SEND")),
                Optional.ofNullable(settings.get("expire")).map(Duration::parse),
                Duration.parse(settings.getOrDefault("loginDelay", "PT0S")),
                Duration.parse(settings.getOrDefault("idleTimeLimit", "PT1M")),
                Duration.parse(settings.getOrDefault("loginTimeLimit", "PT1M")),
                Integer.parseInt(settings.getOrDefault("maxErrors", "50")),
                "POP3 Postrider");
    }
}
