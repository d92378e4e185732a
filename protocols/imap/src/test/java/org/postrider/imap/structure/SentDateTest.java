package org.postrider.imap.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class SentDateTest {
    @Test
    void isTheDayAsItIsWritten() {
        assertThat(SentDate.parse("Mon, 3 Feb 2025 23:30:00 -0800")).contains(LocalDate.of(2025, 2, 3));
        assertThat(SentDate.parse("03 Feb 2025 00:10 +1400 (a comment)")).contains(LocalDate.of(2025, 2, 3));
        assertThat(SentDate.parse("Mon,3 february 2025")).contains(LocalDate.of(2025, 2, 3));
    }

    @Test
    void takesOldYears() {
        assertThat(SentDate.parse("Fri, 7-Feb-94 21:52:25 PST")).contains(LocalDate.of(1994, 2, 7));
        assertThat(SentDate.parse("7 Feb 49")).contains(LocalDate.of(2049, 2, 7));
        assertThat(SentDate.parse("7 Feb 101")).contains(LocalDate.of(2001, 2, 7));
    }

    @Test
    void isNothingWhereThereIsNoDay() {
        assertThat(SentDate.parse("yesterday")).isEmpty();
        assertThat(SentDate.parse("31 Feb 2025")).isEmpty();
        assertThat(SentDate.parse("3 Foo 2025")).isEmpty();
        assertThat(SentDate.parse("9".repeat(100_000))).isEmpty();
    }
}
