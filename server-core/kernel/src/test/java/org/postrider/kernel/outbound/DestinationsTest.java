package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailId;
import org.postrider.kernel.outbound.Destinations.Turn;

class DestinationsTest {
    private final Destinations destinations = new Destinations(4, 2);

    @Test
    void destinationsTakeTurns() {
        for (int i = 0; i < 3; i++) {
            add("a", i);
        }
        add("b", 0);

        assertThat(all()).containsExactly("a0", "b0", "a1");
    }

    @Test
    void aSlowDestinationHoldsUpOnlyItself() {
        for (int i = 0; i < 100; i++) {
            add("slow", i);
        }
        assertThat(all()).containsExactly("slow0", "slow1");
        add("quick", 0);
        add("quick", 1);

        Turn quick = destinations.next().orElseThrow();
        assertThat(quick.id().value()).isEqualTo("quick0");
        destinations.done(quick);
        assertThat(destinations.next().orElseThrow().id().value()).isEqualTo("quick1");
    }

    @Test
    void noMoreThanTheTotalAreUnderWay() {
        for (int i = 0; i < 6; i++) {
            add("d" + i + "-", 0);
        }
        assertThat(all()).hasSize(4);
        assertThat(destinations.active()).isEqualTo(4);
        assertThat(destinations.next()).isEmpty();
    }

    @Test
    void aMailIsUnderWayOnce() {
        add("a", 0);
        assertThat(destinations.add("a", new MailId("a0"))).isFalse();
        Turn turn = destinations.next().orElseThrow();
        assertThat(destinations.add("a", new MailId("a0"))).isFalse();
        destinations.done(turn);
        assertThat(destinations.add("a", new MailId("a0"))).isTrue();
    }

    private void add(String destination, int number) {
        assertThat(destinations.add(destination, new MailId(destination + number)))
                .isTrue();
    }

    private List<String> all() {
        List<String> ids = new ArrayList<>();
        for (Optional<Turn> next = destinations.next(); next.isPresent(); next = destinations.next()) {
            ids.add(next.get().id().value());
        }
        return ids;
    }
}
