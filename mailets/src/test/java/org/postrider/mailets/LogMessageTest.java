package org.postrider.mailets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.TestMail;

class LogMessageTest {
    @Test
    void showsTheEnvelopeAndTheMailGoesOnUnchanged() {
        LogMessage log = new LogMessage(new LogMessage.Config("before the filter", false));
        Mail mail = TestMail.from("ann@example.org")
                .to("bob@example.test", "eve@example.test")
                .attribute("test.note", "x")
                .build();

        assertThat(log.line(mail))
                .isEqualTo("before the filter: test-1 from <ann@example.org> to bob@example.test, eve@example.test,"
                        + " 2 recipients, 34 octets, test.note=x");
        assertThat(log.service(mail)).isEqualTo(new Outcome.Continue(mail));
    }

    @Test
    void showsTheHeaderWhereWantedAndNeverTheBody() {
        Mail mail = TestMail.fromNobody()
                .to("bob@example.test")
                .text("Subject: a\n  folded one\nX-B: 2\n\nsecret\n")
                .build();

        assertThat(line(mail)).endsWith(" | Subject: a  folded one | X-B: 2").doesNotContain("secret");
    }

    @Test
    void whatAPeerWroteBeginsNoLineAndSteersNoTerminal() {
        Mail mail = TestMail.fromNobody()
                .to("bob@example.test")
                .text("Subject: a\u001b[2J\u0085b\u2028c\u009bd\u0000e\n\n")
                .build();

        assertThat(line(mail)).endsWith("Subject: a?[2J?b?c?d?e");
    }

    @Test
    void manyRecipientsAndAHugeHeaderMakeALineOfSomeLength() {
        TestMail mail = TestMail.fromNobody().text("X-Long: " + "x".repeat(100_000) + "\n\n");
        for (int i = 0; i < 1000; i++) {
            mail.to("u" + i + "@example.test");
        }

        assertThat(line(mail.build()))
                .contains("u19@example.test, 1000 recipients")
                .doesNotContain("u20@")
                .endsWith("...")
                .hasSizeLessThan(8100);
    }

    private static String line(Mail mail) {
        return new LogMessage(new LogMessage.Config("", true)).line(mail);
    }
}
