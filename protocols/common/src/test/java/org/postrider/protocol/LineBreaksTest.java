package org.postrider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBreaksTest {
    private static final byte[] ALPHABET = {'a', 'b', '\r', '\n', 0, (byte) 0x80, (byte) 0x8a, (byte) 0x8d, 0x0b, 0x0c};

    @Test
    void findsWhatASimpleLoopFinds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = new byte[random.nextInt(40)];
            for (int i = 0; i < octets.length; i++) {
                octets[i] = random.nextInt(4) == 0 ? ALPHABET[random.nextInt(ALPHABET.length)] : (byte) 'x';
            }
            int from = random.nextInt(octets.length + 1);
            int to = from + random.nextInt(octets.length - from + 1);
            String shown = "seed " + seed + " round " + round;
            assertThat(LineBreaks.next(octets, from, to)).as(shown).isEqualTo(next(octets, from, to));
            assertThat(LineBreaks.nextLineFeed(octets, from, to)).as(shown).isEqualTo(lineFeed(octets, from, to));
            assertThat(LineBreaks.hasHighOctet(octets, from, to)).as(shown).isEqualTo(high(octets, from, to));
        }
    }

    private static int next(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && octets[i] != '\r' && octets[i] != '\n') {
            i++;
        }
        return i;
    }

    private static int lineFeed(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static boolean high(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }
}
