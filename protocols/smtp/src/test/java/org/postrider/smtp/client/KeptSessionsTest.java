package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.smtp.client.TestDelivery.CLOCK;
import static org.postrider.smtp.client.TestDelivery.HELLO;
import static org.postrider.smtp.client.TestDelivery.QUIT;
import static org.postrider.smtp.client.TestDelivery.info;
import static org.postrider.smtp.client.TestDelivery.mail;
import static org.postrider.smtp.client.TestDelivery.replies;
import static org.postrider.smtp.client.TestDelivery.target;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Transport.Report;

/// A session with another host that is kept for the next mail.
class KeptSessionsTest {
    @Test
    void aSessionIsKeptForTheNextMail() throws Exception {
        String mail = """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 250 ok
                """;
        // The second comes at once, the third a while later.
        ScriptedHost host = new ScriptedHost(HELLO + mail + mail + "C: RSET\nS: 250 ok\n" + mail + QUIT);
        AtomicReference<Instant> now = new AtomicReference<>(CLOCK.instant());
        SmtpTransport transport = new SmtpTransport(host, info(), now::get);
        for (int i = 0; i < 3; i++) {
            now.set(CLOCK.instant().plusSeconds(i < 2 ? 0 : 3));
            Report report = transport.deliver(target(TlsLevel.NONE), mail("a@there.test"));
            assertThat(replies(report)).containsValue("250 ok");
        }
        transport.stop();
        host.verify();
        assertThat(host.destinations).hasSize(1);
    }

    @Test
    void afterAMessageThatTheHostRefusedItIsToldToForgetIt() throws Exception {
        String refused = """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 250 ok
                C: RCPT TO:<a@there.test>
                S: 250 ok
                C: DATA
                S: 354 go
                C.
                S: 550 spam
                """;
        ScriptedHost host = new ScriptedHost(HELLO + refused + "C: RSET\nS: 250 ok\n" + refused + QUIT);
        SmtpTransport transport = new SmtpTransport(host, info(), CLOCK);
        for (int i = 0; i < 2; i++) {
            Report report = transport.deliver(target(TlsLevel.NONE), mail("a@there.test"));
            assertThat(replies(report)).containsValue("550 spam");
        }
        transport.stop();
        host.verify();
    }

    @Test
    void aKeptSessionThatTheHostHasEndedIsReplaced() throws Exception {
        String mail = """
                C: MAIL FROM:<bob@example.test> SIZE=20
                S: 550 no
                """;
        String again = "C: RSET\nS: 250 ok\nC: MAIL FROM:<bob@example.test> SIZE=20\nS: 421 enough\n";
        ScriptedHost host = new ScriptedHost(HELLO + mail + "CLOSE", HELLO + mail + again, HELLO + mail + QUIT);
        SmtpTransport transport = new SmtpTransport(host, info(), CLOCK);
        for (int i = 0; i < 3; i++) {
            Report report = transport.deliver(target(TlsLevel.NONE), mail("a@there.test"));
            assertThat(replies(report)).containsValue("550 no");
        }
        transport.stop();
        host.verify();
        assertThat(host.destinations).hasSize(3);
    }
}
