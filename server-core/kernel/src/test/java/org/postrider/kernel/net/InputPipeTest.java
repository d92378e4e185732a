package org.postrider.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.Connection.Wake;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.net.LineTooLongException;

class InputPipeTest {
    private static final long NO_TIME = 0;
    private static final long LONG = Duration.ofMinutes(1).toNanos();

    private final List<String> asked = new ArrayList<>();
    private final InputPipe pipe = pipe(Duration.ofHours(1));

    @Test
    void pausesAtTheHighMarkAndGoesOnAtTheLowMark() throws Exception {
        byte[] chunk = new byte[InputPipe.LOW_MARK];
        for (int size = 0; size < InputPipe.HIGH_MARK; size += chunk.length) {
            assertThat(asked).isEmpty();
            pipe.offer(chunk.clone());
        }
        pipe.offer(chunk.clone());
        assertThat(asked).containsExactly("pause");

        int left = InputPipe.HIGH_MARK + chunk.length;
        while (left > InputPipe.LOW_MARK) {
            assertThat(asked).containsExactly("pause");
            left -= pipe.read(chunk, 0, Math.min(1000, left - InputPipe.LOW_MARK), NO_TIME);
        }
        assertThat(asked).containsExactly("pause", "resume");
    }

    @Test
    void aLineLongerThanTheHighMarkIsWaitedFor() throws Exception {
        List<byte[]> rest = new ArrayList<>(List.of(new byte[InputPipe.HIGH_MARK], new byte[10], new byte[] {'\n'}));
        InputPipe[] made = new InputPipe[1];
        made[0] = new InputPipe(
                new InputPipe.Source() {
                    @Override
                    public void pause() {
                        asked.add("pause");
                    }

                    @Override
                    public void resume() {
                        rest.forEach(made[0]::offer);
                        rest.clear();
                    }
                },
                Duration.ofHours(1));
        made[0].offer(new byte[InputPipe.HIGH_MARK]);

        assertThat(made[0].readLine(1024 * 1024, LONG)).hasSize(2 * InputPipe.HIGH_MARK + 11);
    }

    @Test
    void goesOnAfterItsInputWasForgotten() {
        pipe.offer(new byte[InputPipe.HIGH_MARK]);
        pipe.clear();
        assertThat(asked).containsExactly("pause", "resume");
    }

    @Test
    void doesNotGoOnAfterTheEnd() throws Exception {
        pipe.offer(new byte[InputPipe.HIGH_MARK]);
        pipe.end(Reason.PEER, "gone");
        byte[] all = new byte[InputPipe.HIGH_MARK];
        assertThat(pipe.read(all, 0, all.length, NO_TIME)).isEqualTo(all.length);
        assertThat(asked).containsExactly("pause");
        assertEnded(() -> pipe.read(all, 0, all.length, NO_TIME), Reason.PEER);
    }

    @Test
    void findsLinesHoweverTheyAreCut() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            String text = "one\r\n\ntwo\r\n" + "x".repeat(random.nextInt(300)) + "\r\n";
            byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < octets.length; ) {
                int length = Math.min(octets.length - at, 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
                pipe.offer(java.util.Arrays.copyOfRange(octets, at, at + length));
                at += length;
            }
            StringBuilder read = new StringBuilder();
            for (int line = 0; line < 4; line++) {
                read.append(line(1000));
            }
            assertThat(read.toString()).as("seed %d round %d", seed, round).isEqualTo(text);
        }
        assertThat(pipe.size()).isZero();
    }

    @Test
    void takesALineAtItsLimitAndCutsOneBeyond() throws Exception {
        say("12\r\n123\r\n");
        assertThat(line(4)).isEqualTo("12\r\n");
        assertThatThrownBy(() -> line(4)).isInstanceOf(LineTooLongException.class);
        assertThat(line(4)).isEqualTo("\n");
    }

    @Test
    void aLineThatNeverEndsIsLateHoweverItTrickles() {
        say("12");
        assertEnded(() -> pipe.readLine(100, NO_TIME), Reason.TIME_LIMIT);
        assertThat(pipe.size()).isEqualTo(2);
    }

    @Test
    void nothingToReadNeedsNoInput() throws Exception {
        assertThat(pipe.read(new byte[0], 0, 0, NO_TIME)).isZero();
    }

    @Test
    void severalWakesAreOne() throws Exception {
        pipe.wake();
        pipe.wake();
        assertThat(pipe.await(LONG)).isEqualTo(Wake.WOKEN);
        assertThat(pipe.await(NO_TIME)).isEqualTo(Wake.TIME);
    }

    @Test
    void tellsOfTheEndOnlyAfterTheLastWords() throws Exception {
        say("bye\r\n");
        pipe.end(Reason.PEER, "gone");
        pipe.end(Reason.STOPPED, "a later reason");
        assertThat(pipe.await(NO_TIME)).isEqualTo(Wake.INPUT);
        assertThat(line(100)).isEqualTo("bye\r\n");
        assertEnded(() -> pipe.await(LONG), Reason.PEER);
        assertEnded(() -> pipe.readLine(100, LONG), Reason.PEER);
    }

    @Test
    void aSessionThatHasLastedItsTimeIsAskedToEnd() throws Exception {
        InputPipe old = pipe(Duration.ZERO);
        assertThat(old.stopping()).isTrue();
        assertThat(old.await(LONG)).isEqualTo(Wake.STOPPING);
        assertThat(pipe.stopping()).isFalse();
    }

    @Test
    void aSessionThatHasLastedItsTimeAndMoreWaitsNoLonger() {
        InputPipe old = pipe(Duration.ofMinutes(-2));
        assertEnded(() -> old.readLine(100, LONG), Reason.TIME_LIMIT);
    }

    private InputPipe pipe(Duration sessionMax) {
        return new InputPipe(
                new InputPipe.Source() {
                    @Override
                    public void pause() {
                        asked.add("pause");
                    }

                    @Override
                    public void resume() {
                        asked.add("resume");
                    }
                },
                sessionMax);
    }

    private void say(String text) {
        pipe.offer(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String line(int octetsMax) throws ConnectionEndedException, LineTooLongException {
        return new String(pipe.readLine(octetsMax, NO_TIME), StandardCharsets.US_ASCII);
    }

    private static void assertEnded(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ConnectionEndedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
