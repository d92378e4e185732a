package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.transport.Transport;
import org.postrider.api.transport.Transport.Report;

/// A mail, where it goes, and what a scripted host says at the beginning and the end.
final class TestDelivery {
    static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    static final String CONTENT = "Subject: x\r\n\r\n.dot\r\n";
    static final String HELLO = """
            S: 220 there.test ESMTP
            C: EHLO mx.example.test
            S: 250-there.test
            S: 250-SIZE 1000
            S: 250 8BITMIME
            """;
    static final String QUIT = """
            C: QUIT
            S: 221 bye
            """;

    private TestDelivery() {}

    static Transport.Target target(TlsLevel level) {
        return new Transport.Target(
                "there.test", InetSocketAddress.createUnresolved("there.test", 25), level, Optional.empty());
    }

    static ServerInfo info() {
        return new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "1",
                Path.of("."));
    }

    static Mail mail(String... recipients) {
        Envelope envelope = Envelope.of(
                ReversePath.of(MailAddress.parse("bob@example.test")),
                Stream.of(recipients).map(MailAddress::parse).map(Recipient::of).toList());
        return new Mail(
                new MailId("M1"),
                envelope,
                Message.of(Content.of(CONTENT.getBytes(StandardCharsets.US_ASCII))),
                Origin.local(Instant.EPOCH),
                Map.of());
    }

    static Map<String, String> replies(Report report) {
        assertThat(report).isInstanceOf(Report.Answered.class);
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<Recipient, Reply> reply :
                ((Report.Answered) report).replies().entrySet()) {
            texts.put(reply.getKey().toString(), reply.getValue().toString());
        }
        return texts;
    }
}
