package org.postrider.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
    private static final List<String> MAILETS = List.of("LocalDelivery", "RemoteDelivery", "SetHeader", "Bounce");

    @Test
    void findsTheNearestName() {
        assertThat(Suggestion.nearest("LocalDelivrey", MAILETS)).contains("LocalDelivery");
        assertThat(Suggestion.nearest("setheader", MAILETS)).contains("SetHeader");
        assertThat(Suggestion.nearest("Bonce", MAILETS)).contains("Bounce");
        assertThat(Suggestion.nearest("Discard", MAILETS)).isEmpty();
    }

    @Test
    void countsASwapOfNeighboursAsOne() {
        assertThat(Suggestion.distance("ab", "ba")).isEqualTo(1);
        assertThat(Suggestion.distance("hostname", "hostnmae")).isEqualTo(1);
        assertThat(Suggestion.distance("", "abc")).isEqualTo(3);
    }

    @Test
    void endsTheSentence() {
        assertThat(Suggestion.ask("Bonce", MAILETS)).isEqualTo("did you mean 'Bounce'?");
        assertThat(Suggestion.ask("x", MAILETS)).startsWith("known are Bounce, LocalDelivery");
    }
}
