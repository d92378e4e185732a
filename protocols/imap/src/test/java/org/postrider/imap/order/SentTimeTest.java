package org.postrider.imap.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 5256 §2.2
class SentTimeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sat, 1 Mar 2025 10:00:00 +0100|2025-03-01T09:00:00Z",
                "1 Mar 2025 10:00 -0330|2025-03-01T13:30:00Z",
                "1 Mar 25 10:00:00 EST|2025-03-01T15:00:00Z",
                "1 Mar 2025 10:00:00 (CET)|2025-03-01T10:00:00Z",
                "1 Mar 2025 10:00:00 Q|2025-03-01T10:00:00Z",
                "1 Mar 2025 10:00:00 +9999|2025-03-01T10:00:00Z",
                "1 Mar 2025 25:00:00 +0100|2025-03-01T00:00:00Z",
                "1 Mar 2025|2025-03-01T00:00:00Z"
            })
    void readsTheMomentInUtc(String field, Instant moment) {
        assertThat(SentTime.parse(field)).contains(moment.getEpochSecond());
    }

    @Test
    void isEmptyWhereNoDayCanBeMadeOut() {
        assertThat(SentTime.parse("yesterday 10:00:00 +0000")).isEmpty();
        assertThat(SentTime.parse("")).isEmpty();
    }
}
