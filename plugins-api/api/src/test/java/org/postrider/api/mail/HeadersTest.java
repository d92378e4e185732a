package org.postrider.api.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HeadersTest {
    // RFC 5322 §4.5
    @Test
    void spaceMayStandBeforeTheColon() {
        assertThat(parse("Subject \t : x\r\nTo:y\r\n\r\n").fields())
                .extracting(HeaderField::name)
                .containsExactly("Subject", "To");
    }

    @Test
    void whatHasNoColonBehindItsNameIsBody() {
        for (String line :
                List.of("Subject", "Sub ject: x", ": x", " : x", "Subj\u00e9ct: x", "Subject \r\n : x", "")) {
            assertThat(parse("To: y\r\n" + line).fields()).as(line).hasSize(1);
        }
    }

    // Looking for the colon anew from each space would take hours.
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void muchSpaceBeforeTheColonIsReadOnce() {
        String space = " ".repeat(8_000_000);
        assertThat(parse("Subject" + space + ": x\r\n").fields()).hasSize(1);
        assertThat(parse("Subject" + space).fields()).isEmpty();
    }

    private static Headers parse(String text) {
        return Headers.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
