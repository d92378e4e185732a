package org.postrider.example.qotd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.example.qotd.QuoteOfTheDay.Quote;
import org.postrider.testkit.MemoryConnection;
import org.postrider.testkit.MemoryPeer;
import org.postrider.testkit.MutableClock;

class QuoteOfTheDayTest {
    private final MutableClock clock = MutableClock.at("1970-01-01T12:00:00Z");
    private final QuoteOfTheDay qotd = new QuoteOfTheDay(
            new QuoteOfTheDay.Config(List.of(new Quote("One swallow does not make a summer."), new Quote("Two, do."))),
            clock);

    @Test
    void whoConnectsHearsTheQuoteOfTheDayAndThatIsAll() throws Exception {
        assertThat(heard()).isEqualTo("One swallow does not make a summer.\r\n");
        clock.set(Instant.parse("1970-01-01T23:59:59Z"));
        assertThat(heard()).isEqualTo("One swallow does not make a summer.\r\n");
        clock.set(Instant.parse("1970-01-02T00:00:00Z"));
        assertThat(heard()).isEqualTo("Two, do.\r\n");
        clock.set(Instant.parse("1969-12-31T00:00:00Z"));
        assertThat(heard()).isEqualTo("Two, do.\r\n");
    }

    @Test
    void aQuoteIsShortAndAscii() {
        for (String wrong : List.of(" ", "x".repeat(510), "x\ny".repeat(170), "Grüße")) {
            assertThatThrownBy(() -> new Quote(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new Quote("x".repeat(509)).text()).hasSize(509);
        assertThatThrownBy(() -> new QuoteOfTheDay.Config(List.of())).hasMessageContaining("say something");
    }

    private String heard() throws Exception {
        try (MemoryPeer peer = MemoryPeer.connect(qotd, MemoryConnection.Settings.DEFAULT)) {
            String line = new String(peer.readLine(), StandardCharsets.US_ASCII);
            peer.expectEnd();
            return line;
        }
    }
}
