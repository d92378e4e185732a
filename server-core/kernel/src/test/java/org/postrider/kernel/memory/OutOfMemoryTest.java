package org.postrider.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutOfMemoryTest {
    @Test
    void theServerGoesOnWhereMemoryIsFreeAgain() {
        // Were it otherwise, the machine of this test would end.
        OutOfMemory.check(new IllegalStateException(new OutOfMemoryError("Java heap space")));
        OutOfMemory.checkPlugin(new OutOfMemoryError("Java heap space"));
        OutOfMemory.check(new StackOverflowError());
    }

    @Test
    void memoryIsFullWhenAlmostNothingIsLeft() {
        long gibibyte = 1L << 30;
        assertThat(OutOfMemory.isFull(gibibyte, gibibyte)).isTrue();
        assertThat(OutOfMemory.isFull(gibibyte / 100 * 96, gibibyte)).isTrue();
        assertThat(OutOfMemory.isFull(gibibyte / 10 * 9, gibibyte)).isFalse();
        assertThat(OutOfMemory.isFull(gibibyte, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void itIsTheCauseOfOthersToo() {
        assertThat(OutOfMemory.isOutOfMemory(new IllegalStateException(new OutOfMemoryError())))
                .isTrue();
        assertThat(OutOfMemory.isOutOfMemory(new IllegalStateException(new StackOverflowError())))
                .isFalse();
    }
}
