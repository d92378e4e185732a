package org.postrider.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;

class MinimumRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = Long.MAX_VALUE - 5 * SECOND;

    @Test
    void whoSendsOctetByOctetIsCutOffAfterTheGrace() throws Exception {
        MinimumRate rate = new MinimumRate(100, Duration.ofMinutes(3), () -> now);
        int seconds = 0;
        try {
            for (; seconds < 10_000; seconds++) {
                now += SECOND;
                rate.count(1);
            }
        } catch (ConnectionEndedException e) {
            assertThat(e.reason()).isEqualTo(Reason.TIME_LIMIT);
        }
        assertThat(seconds).isEqualTo(180);
    }

    @Test
    void whoIsSlowButNotThatSlowIsNot() throws Exception {
        MinimumRate rate = new MinimumRate(100, Duration.ofMinutes(3), () -> now);
        for (int i = 0; i < 100_000; i++) {
            now += SECOND;
            rate.count(101);
        }
        now += 100_000 * SECOND;
        assertThatThrownBy(() -> rate.count(1)).isInstanceOf(ConnectionEndedException.class);
    }

    @Test
    void zeroIsNoLimit() throws Exception {
        MinimumRate rate = new MinimumRate(0, Duration.ZERO, () -> now);
        now += 1_000_000 * SECOND;

        rate.count(0);
    }
}
