package org.postrider.kernel.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private final Rehearsal rehearsal = new Rehearsal();

    @Test
    void outsideOfOneEverythingIsDone() throws Exception {
        assertThat(Rehearsal.insteadOf("sends")).isFalse();
        assertThat(Rehearsal.carried(Rehearsal::isUnderWay).call()).isFalse();
    }

    @Test
    void insideOfOneEverythingIsNoted() throws Exception {
        assertThat(rehearsal.<Boolean>run(() -> Rehearsal.insteadOf("sends"))).isTrue();
        assertThat(rehearsal.takeNotes()).containsExactly("sends");
        assertThat(rehearsal.takeNotes()).isEmpty();
    }

    @Test
    void itGoesWithTheWorkToAnotherThread() throws Exception {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            boolean noted = rehearsal.run(() -> {
                Callable<Boolean> work = Rehearsal.carried(() -> Rehearsal.insteadOf("sends"));
                return other.submit(work).get();
            });
            assertThat(noted).isTrue();
            assertThat(other.submit(Rehearsal::isUnderWay).get()).isFalse();
        }
        assertThat(rehearsal.takeNotes()).containsExactly("sends");
    }
}
