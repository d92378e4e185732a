package org.postrider.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.TestMail;

class SetHeaderTest {
    private static final String BODY = "\r\nbody\r\n.\r\n";

    @Test
    void standsInThePlaceOfThoseOfItsNameAndTheBodyStays() {
        Mail mail = mail("X-A: 1\r\nx-checked: old\r\nX-B: 2\r\nX-Checked: older\r\n" + BODY);

        assertThat(set(mail, "X-Checked", "yes", false)).isEqualTo("X-A: 1\r\nX-Checked: yes\r\nX-B: 2\r\n" + BODY);
        assertThat(MemorySpool.contentOf(mail)).as("the mail itself").contains("older");
    }

    @Test
    void isAddedToThoseOfItsName() {
        assertThat(set(mail("X-Checked: old\r\n" + BODY), "X-Checked", "yes", true))
                .isEqualTo("X-Checked: old\r\nX-Checked: yes\r\n" + BODY);
    }

    @Test
    void aMessageWithoutHeaderGetsOneAndKeepsItsBody() {
        assertThat(set(mail("no header here\r\n"), "X-A", "1", false)).isEqualTo("X-A: 1\r\n\r\nno header here\r\n");
    }

    @Test
    void aValueBeyondAsciiIsEncodedAndReadsTheSame() throws Exception {
        String value = "Geprüft für 日本 🎉 — " + "große Grüße ".repeat(20);

        Mail changed = changed(mail("Subject: x\r\n" + BODY), "X-Note", value, false);

        String text = MemorySpool.contentOf(changed);
        assertThat(text.chars()).allMatch(c -> c < 0x80);
        assertThat(text.split("\r\n")).allMatch(line -> line.length() <= 78);
        assertThat(org.postrider.mime.HeaderText.decode(
                        changed.message().headers().first("X-Note").orElseThrow()))
                .isEqualTo(value);
    }

    @Test
    void aLongValueIsFoldedBetweenWords() {
        String value = "word ".repeat(60).strip();

        Mail changed = changed(mail("Subject: x\r\n" + BODY), "X-Note", value, false);

        assertThat(MemorySpool.contentOf(changed).split("\r\n")).allMatch(line -> line.length() <= 78);
        assertThat(changed.message().headers().first("X-Note")).contains(value);
    }

    @Test
    void aLongWordMayStandOnALineOfItsOwn() {
        String value = "x".repeat(500) + "  " + "y".repeat(500);

        Mail changed = changed(mail("Subject: x\r\n" + BODY), "X-Note", value, false);

        assertThat(changed.message().headers().first("X-Note")).contains(value);
        assertThat(changed.message().headers().fields()).hasSize(2);
    }

    @Test
    void aValueCannotBeginAFieldOfItsOwnNorEndTheHeader() {
        for (String value : new String[] {"a\r\nBcc: x", "a\nBcc: x", "a\rb", "a\r\n b", "\u0000", "\u001b[31m"}) {
            assertThatThrownBy(() -> new SetHeader.Config("X-A", value, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("write it in one line");
        }
    }

    @Test
    void aNameIsAFieldName() {
        for (String name : new String[] {"", "X A", "X:", "Ä", "X\r\nBcc"}) {
            assertThatThrownBy(() -> new SetHeader.Config(name, "x", false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no header field name");
        }
    }

    @Test
    void aWordThatNoLineCanHoldIsRefused() {
        assertThatThrownBy(() -> new SetHeader.Config("X-A", "x".repeat(901), false))
                .hasMessageContaining("which no line can hold");
    }

    private static String set(Mail mail, String name, String value, boolean add) {
        return MemorySpool.contentOf(changed(mail, name, value, add));
    }

    private static Mail changed(Mail mail, String name, String value, boolean add) {
        Outcome outcome = new SetHeader(new SetHeader.Config(name, value, add)).service(mail);
        return ((Outcome.Continue) outcome).mail();
    }

    private static Mail mail(String text) {
        return TestMail.from("ann@example.org")
                .to("bob@example.test")
                .text(text)
                .build();
    }
}
