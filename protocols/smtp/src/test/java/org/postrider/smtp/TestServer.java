package org.postrider.smtp;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Network;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.queue.QueueFlush;
import org.postrider.api.smtp.SessionFilters;
import org.postrider.protocol.sasl.PlaintextLogin;
import org.postrider.protocol.sasl.Sasl;
import org.postrider.smtp.SmtpConfig.BareLineBreaks;
import org.postrider.smtp.SmtpConfig.FromField;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryLogins;
import org.postrider.testkit.MemoryPeer;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.RecordedEvents;

/// mx.example.test: users bob, carol, björn and postmaster, the alias team of bob, and former, who is disabled. Takes
/// mail for
/// inner.test, which is another host's.
final class TestServer {
    static final Instant NOW = Instant.parse("2025-03-01T12:00:00Z");

    final MemorySpool spool = new MemorySpool();
    final RecordedEvents events = new RecordedEvents();
    final MemoryLogins logins = new MemoryLogins();
    final ProtocolHandler handler;
    private final MemoryConnection.Settings connections;

    TestServer(Map<String, String> settings) {
        this(settings, SessionFilters.NONE);
    }

    TestServer(Map<String, String> settings, SessionFilters filters) {
        MemoryDirectory directory = new MemoryDirectory()
                .user("bob@example.test", "secret")
                .user("carol@example.test", "secret")
                .user("bj\u00f6rn@example.test", "secret")
                .user("postmaster@example.test", "secret")
                .disabled("former@example.test")
                .user("full@example.test", "secret")
                .full("full@example.test", RecipientCheck.Verdict.OVER_QUOTA)
                .user("small@example.test", "secret")
                .full("small@example.test", RecipientCheck.Verdict.TOO_LARGE)
                .relayed("inner.test")
                .alias("team@example.test", "bob@example.test");
        ServerInfo info = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1",
                Path.of("."));
        RecipientCheck recipients = settings.containsKey("faulty")
                ? _ -> {
                    throw new IllegalStateException("a fault made for a test");
                }
                : directory;
        SmtpServices services = new SmtpServices(
                info,
                InstantSource.fixed(NOW),
                spool,
                directory,
                directory,
                recipients,
                events,
                new Sasl(directory, logins, logins, logins, logins, events),
                queue(settings));
        String tls = settings.getOrDefault("tls", "starttls");
        String protocol = settings.getOrDefault("listener", "smtp");
        ListenerInfo listener = new ListenerInfo(protocol, protocol, tls.equals("implicit"));
        this.handler = switch (protocol) {
            case "submission" -> new SubmissionHandler(config(settings), listener, services, filters);
            case "lmtp" -> new LmtpHandler(config(settings), listener, services, filters);
            default -> new SmtpHandler(config(settings), listener, services, filters);
        };
        this.connections = new MemoryConnection.Settings(
                tls.equals("starttls"),
                tls.equals("implicit"),
                InetAddress.ofLiteral(settings.getOrDefault("client", "192.0.2.7")));
        spool.failAt(MemorySpool.Fault.valueOf(settings.getOrDefault("fault", "NONE")));
    }

    // How many mails wait for sleepy.test.
    private static QueueFlush queue(Map<String, String> settings) {
        return (domain, subdomains) -> domain.name().equals("sleepy.test")
                        || (subdomains && domain.name().equals("test"))
                ? number(settings, "waiting", 0)
                : 0;
    }

    MemoryPeer connect() {
        return MemoryPeer.connect(handler, connections);
    }

    private static SmtpConfig config(Map<String, String> settings) {
        List<Network> trusted = networks(settings, "trusted");
        return new SmtpConfig(
                ByteSize.parse(settings.getOrDefault("maxMessageSize", "50MiB")),
                ByteSize.parse(settings.getOrDefault("maxHeaderSize", "1MiB")),
                number(settings, "maxLineLength", 0),
                number(settings, "maxRecipients", 1000),
                trusted,
                networks(settings, "proxies"),
                PlaintextLogin.valueOf(settings.getOrDefault("plaintextLogin", "LOOPBACK")),
                BareLineBreaks.valueOf(settings.getOrDefault("bareLineBreaks", "REFUSE")),
                FromField.valueOf(settings.getOrDefault("fromField", "OWN")),
                Duration.ofMillis(number(settings, "commandTimeLimit", 5_000)),
                Duration.ofSeconds(5),
                100,
                number(settings, "maxErrors", 50),
                number(settings, "maxCommands", 5000),
                number(settings, "maxMessages", 0),
                Duration.ofDays(3),
                settings.containsKey("verifyAddresses"),
                settings.containsKey("noSoliciting") ? List.of(settings.get("noSoliciting")) : List.of(),
                number(settings, "maxReceivedFields", 100),
                "ESMTP Postrider");
    }

    private static List<Network> networks(Map<String, String> settings, String name) {
        String text = settings.get(name);
        return text == null ? List.of() : List.of(Network.parse(text));
    }

    private static int number(Map<String, String> settings, String name, int otherwise) {
        String text = settings.get(name);
        return text == null ? otherwise : Integer.parseInt(text);
    }
}
