package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboundConfigTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void timesThatWouldNeverEndOrNeverBeginAreRefused() {
        assertThatThrownBy(() -> config(List.of(), HOUR, 25)).hasMessageContaining("at least one time");
        assertThatThrownBy(() -> config(List.of(HOUR, Duration.ZERO), HOUR, 25))
                .hasMessageContaining("each is longer than nothing");
        assertThatThrownBy(() -> config(List.of(HOUR), Duration.ZERO, 25)).hasMessageContaining("giveUpAfter");
        assertThatThrownBy(() -> config(List.of(HOUR), HOUR, 0)).hasMessageContaining("mxPort");
        assertThatThrownBy(() -> config(List.of(HOUR), HOUR, 65_536)).hasMessageContaining("mxPort");
    }

    private static OutboundConfig config(List<Duration> delays, Duration giveUpAfter, int port) {
        return new OutboundConfig(delays, 0, giveUpAfter, 10, 10, 100, 10, Optional.of(port), List.of());
    }
}
