package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.MemoryPeer;

/// Keys of SEARCH in each other (RFC 3501 §6.4.4), compared with what plain logic says.
class SearchNestTest {
    private static final int QUESTIONS = 300;
    private static final int MESSAGES = 5;
    private static final int DEPTH_MAX = 50;

    /// What each key finds, by sequence number.
    private static final Map<String, BitSet> KEYS = Map.of(
            "ALL", set(1, 2, 3, 4, 5),
            "SEEN", set(1, 4),
            "UNFLAGGED", set(1, 3, 5),
            "SUBJECT plan", set(3, 4),
            "BODY \"words\"", set(2),
            "UID 2:3,5", set(2, 3, 5),
            "4:*", set(4, 5),
            "SENTSINCE 4-Mar-2025", set(3, 4),
            "FROM \"nobody\"", set(),
            "KEYWORD $Work", set(5));

    @TempDir
    private Path folder;

    private int tags;

    @Test
    void nestsOfKeysMeanWhatLogicSays() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch,parts,plan,plan-reply,odd"))) {
            MemoryPeer peer = server.connect();
            say(peer, "LOGIN bob secret");
            say(peer, "SELECT INBOX");
            say(peer, "STORE 1,4 +FLAGS.SILENT (\\Seen)");
            say(peer, "STORE 2,4 +FLAGS.SILENT (\\Flagged)");
            say(peer, "STORE 5 +FLAGS.SILENT ($Work)");
            for (int i = 0; i < QUESTIONS; i++) {
                Nest nest = nest(random, 1 + random.nextInt(6));
                assertThat(say(peer, "SEARCH " + nest.text).getFirst())
                        .as("seed %d: %s", seed, nest.text)
                        .isEqualTo("* SEARCH"
                                + nest.found.stream().mapToObj(n -> " " + n).collect(Collectors.joining()));
            }
            peer.close();
        }
    }

    @Test
    void depthHasALimit() throws IOException {
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch"))) {
            MemoryPeer peer = server.connect();
            say(peer, "LOGIN bob secret");
            say(peer, "SELECT INBOX");

            assertThat(say(peer, "SEARCH " + "NOT ".repeat(DEPTH_MAX) + "ALL")).contains("* SEARCH 1");
            assertThat(say(peer, "SEARCH " + "NOT ".repeat(DEPTH_MAX + 1) + "ALL")
                            .getLast())
                    .contains(" BAD ");
            assertThat(say(peer, "SEARCH " + "(".repeat(20_000) + "ALL" + ")".repeat(20_000))
                            .getLast())
                    .contains(" BAD ");
            peer.close();
        }
    }

    private static Nest nest(Random random, int depth) {
        if (depth == 0) {
            List<String> keys = KEYS.keySet().stream().sorted().toList();
            String key = keys.get(random.nextInt(keys.size()));
            return new Nest(key, KEYS.getOrDefault(key, new BitSet()));
        }
        Nest one = nest(random, random.nextInt(depth));
        Nest other = nest(random, random.nextInt(depth));
        BitSet found = (BitSet) one.found.clone();
        return switch (random.nextInt(3)) {
            case 0 -> {
                found.or(other.found);
                yield new Nest("OR " + one.text + " " + other.text, found);
            }
            case 1 -> {
                found.and(other.found);
                yield new Nest("(" + one.text + " " + other.text + ")", found);
            }
            default -> {
                found.flip(1, MESSAGES + 1);
                yield new Nest("NOT " + one.text, found);
            }
        };
    }

    private List<String> say(MemoryPeer peer, String command) throws IOException {
        String tag = "t" + ++tags;
        peer.send((tag + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(new String(peer.readLine(), StandardCharsets.ISO_8859_1).strip());
        } while (!lines.getLast().startsWith(tag + " ") && !lines.getLast().startsWith("t BAD"));
        return lines.getFirst().startsWith("* OK") ? lines.subList(1, lines.size()) : lines;
    }

    private static BitSet set(int... numbers) {
        BitSet set = new BitSet();
        for (int number : numbers) {
            set.set(number);
        }
        return set;
    }

    private record Nest(String text, BitSet found) {}
}
