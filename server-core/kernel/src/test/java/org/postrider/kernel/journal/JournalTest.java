package org.postrider.kernel.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long SEGMENT = 64 * 1024;

    @TempDir
    private Path folder;

    @Test
    void whatWasAppendedIsReplayedInOrderOverSegments() throws IOException {
        List<String> expected = new ArrayList<>();
        try (Journal journal = Journal.open(folder, SEGMENT)) {
            for (int i = 0; i < 1000; i++) {
                expected.add("record " + i + "x".repeat(i % 300));
                journal.append(1, i % 100 == 0, octets(expected.getLast()));
            }
            assertThat(journal.currentSegment()).isGreaterThan(1);
        }
        assertThat(replay()).isEqualTo(expected);
    }

    @Test
    void aTornTailIsCutAtEveryOctet() throws IOException {
        try (Journal journal = Journal.open(folder, SEGMENT)) {
            journal.append(1, true, octets("one"));
            journal.append(1, true, octets("two"));
        }
        Path file = first();
        byte[] whole = Files.readAllBytes(file);
        int second = RecordFormat.SEGMENT_HEADER_OCTETS + RecordFormat.RECORD_HEADER_OCTETS + 3;
        for (int length = second; length < whole.length; length++) {
            clear();
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(replay()).as("cut at " + length).containsExactly("one");
        }
    }

    @Test
    void aFlippedBitCostsOneRecordAtMost() throws IOException {
        try (Journal journal = Journal.open(folder, SEGMENT)) {
            for (int i = 0; i < 20; i++) {
                journal.append(1, false, octets("record " + i));
            }
        }
        Path file = first();
        byte[] whole = Files.readAllBytes(file);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] damaged = whole.clone();
            int place = RecordFormat.SEGMENT_HEADER_OCTETS
                    + random.nextInt(whole.length - RecordFormat.SEGMENT_HEADER_OCTETS);
            damaged[place] ^= (byte) (1 << random.nextInt(8));
            clear();
            Files.write(file, damaged);
            assertThat(replay()).as("seed " + seed + ", octet " + place).hasSizeGreaterThanOrEqualTo(19);
        }
    }

    @Test
    void octetsInAMessageNeverPassForARecord() throws IOException {
        Path other = folder.resolveSibling(folder.getFileName() + "-other");
        try (Journal journal = Journal.open(other, SEGMENT)) {
            journal.append(1, true, octets("forged"));
        }
        byte[] stranger = Files.readAllBytes(other.resolve("0000000000000001.jnl"));
        byte[] forged = java.util.Arrays.copyOfRange(stranger, RecordFormat.SEGMENT_HEADER_OCTETS, stranger.length);
        clear();
        try (Journal journal = Journal.open(folder, SEGMENT)) {
            journal.append(1, true, octets("one"));
            journal.append(1, true, ByteBuffer.wrap(forged), octets("the end of the message"));
        }
        Path file = first();
        byte[] whole = Files.readAllBytes(file);
        clear();
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 5));

        assertThat(replay()).containsExactly("one");
    }

    @Test
    void twoSegmentsOfOneNumberThatCannotBeReadAreBothKeptAside() throws IOException {
        for (int i = 0; i < 2; i++) {
            Files.write(folder.resolve("0000000000000001.jnl"), new byte[5]);
            assertThat(replay()).isEmpty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("0000000000000001.jnl.damaged", "0000000000000001.jnl.damaged2");
        }
    }

    @Test
    void aSegmentOfAnotherVersionIsRefusedRatherThanPassedOver() throws IOException {
        try (Journal journal = Journal.open(folder, SEGMENT)) {
            journal.append(1, true, octets("one"));
        }
        byte[] octets = Files.readAllBytes(first());
        ByteBuffer.wrap(octets).putInt(4, 1);
        Files.write(first(), octets);

        assertThatThrownBy(this::replay)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of version 1 of the journal")
                .hasMessageContaining("let its queue run empty");
    }

    @Test
    void manyWhoWaitShareOneForce() throws Exception {
        try (Journal journal = Journal.open(folder, 64 * 1024 * 1024);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                all.add(threads.submit(() -> journal.append(1, true, octets("x".repeat(1000)))));
            }
            for (java.util.concurrent.Future<?> each : all) {
                each.get();
            }
            assertThat(journal.forces()).isLessThan(500);
        }
        assertThat(replay()).hasSize(500);
    }

    private List<String> replay() throws IOException {
        List<String> records = new ArrayList<>();
        try (Journal journal = Journal.open(folder, SEGMENT)) {
            journal.replay((_, _, sameBoot, payload) -> {
                assertThat(sameBoot).isTrue();
                records.add(StandardCharsets.UTF_8.decode(payload).toString());
            });
        }
        return records;
    }

    private Path first() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().findFirst().orElseThrow();
        }
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static ByteBuffer octets(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
