package org.postrider.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;

class MailLogTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    @Test
    void aReceivedMailIsOneLine() {
        Envelope envelope = Envelope.of(ReversePath.of(MailAddress.parse("a@example.net")), List.of(Recipient.of(BOB)));
        Origin origin = new Origin(
                "ESMTPS",
                "mx",
                Optional.of(InetAddress.ofLiteral("192.0.2.1")),
                "client",
                Optional.empty(),
                false,
                Instant.EPOCH);

        assertThat(MailLog.line(new MailEvent.Received(new MailId("m1"), envelope, origin, 1234)))
                .isEqualTo("received id=m1 from=<a@example.net> size=1234 protocol=ESMTPS listener=mx"
                        + " client=192.0.2.1 to=bob@example.test");
    }

    @Test
    void aValueCannotMakeALineOfItsOwn() {
        String line =
                MailLog.line(new MailEvent.LoginFailed("imap", Optional.empty(), "bob\" x\r\nreceived id=forged"));

        assertThat(line).isEqualTo("login-failed listener=imap client=- name=\"bob\\\" x??received id=forged\"");
    }

    @Test
    void aReplyIsQuoted() {
        assertThat(MailLog.line(new MailEvent.Sent(new MailId("m1"), BOB, "mx.test", Reply.of(250, "2.0.0", "ok"))))
                .isEqualTo("sent id=m1 to=bob@example.test host=mx.test reply=\"250 2.0.0 ok\"");
    }
}
