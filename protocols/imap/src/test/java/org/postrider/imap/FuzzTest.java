package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.testkit.MemoryPeer;

/// Commands with octets changed, left out and put in: whatever comes, there is an answer, and never a fault of ours.
class FuzzTest {
    private static final int COMMANDS = 4000;
    private static final List<String> COMMANDS_KNOWN = List.of(
            "NOOP",
            "CAPABILITY",
            "ID (\"name\" \"fuzz\" \"x\" NIL)",
            "SELECT INBOX (CONDSTORE)",
            "EXAMINE \"INBOX\"",
            "CREATE \"a/&AOQ-/b\"",
            "CREATE d (USE (\\Drafts))",
            "RENAME a c",
            "DELETE c",
            "SUBSCRIBE x",
            "LIST \"\" \"a*%/b\"",
            "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (INBOX \"%\") RETURN (CHILDREN STATUS (MESSAGES UIDNEXT))",
            "LSUB \"\" *",
            "STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)",
            "NAMESPACE",
            "ENABLE CONDSTORE",
            "FETCH 1:* (FLAGS ENVELOPE BODY.PEEK[1.2.HEADER.FIELDS (From \"To\")]<0.10>)",
            "FETCH 1,2:3,*:2 ALL (CHANGEDSINCE 5)",
            "UID FETCH 1:* (BODYSTRUCTURE BODY[TEXT] RFC822.SIZE)",
            "STORE 1:2 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\\Seen $Work)",
            "UID STORE 1 FLAGS ()",
            "COPY 1 x",
            "UID MOVE 99 y",
            "SEARCH RETURN (MIN MAX ALL) CHARSET UTF-8 OR (FROM \"a\" NOT SEEN) SENTSINCE 1-Feb-2025 2:*",
            "UID SEARCH UID 1:3 HEADER Subject lunch LARGER 10 YOUNGER 5 MODSEQ 3",
            "UID EXPUNGE 77",
            "SORT RETURN (SAVE PARTIAL -1:-5 COUNT) (REVERSE DATE SUBJECT DISPLAYFROM) UTF-8 NOT $ 1:*",
            "UID SORT RETURN (UPDATE MIN MAX) (FROM CC) US-ASCII UNSEEN",
            "UID THREAD REFERENCES UTF-8 OR SEEN UID 1:2",
            "THREAD REFS UTF-8 ALL",
            "SEARCH RETURN (UPDATE CONTEXT ALL) FUZZY TEXT \"lunch\"",
            "CANCELUPDATE \"t\"",
            "ESEARCH IN (selected subtree (\"a\" INBOX) mailboxes x) RETURN (ALL COUNT) CHARSET UTF-8 TEXT lunch",
            "UID FETCH 1:* (FLAGS) (PARTIAL -1:-1 CHANGEDSINCE 1)",
            "CLOSE",
            "UNSELECT",
            "SELECT INBOX (QRESYNC (1 2 1:3 (1 1)))",
            "ENABLE QRESYNC",
            "UID FETCH 1:* (EMAILID PREVIEW (LAZY) BINARY.SIZE[1] BINARY[1.2]<0.3> SAVEDATE) (CHANGEDSINCE 1 VANISHED)",
            "APPEND INBOX CATENATE (URL \"/INBOX;UIDVALIDITY=1/;UID=1/;SECTION=1\" TEXT {2+}\r\nab)",
            "APPEND INBOX ~{4+}\r\nA: B (\\Seen) {1+}\r\nx",
            "UID REPLACE 1 INBOX {4+}\r\nA: B",
            "STATUS INBOX (SIZE DELETED MAILBOXID APPENDLIMIT)",
            "APPEND INBOX (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" {4+}\r\nA: B",
            "LOGIN bob secret",
            "AUTHENTICATE PLAIN =",
            "STARTTLS");

    @TempDir
    private Path folder;

    @Test
    void everyCommandIsAnsweredWhateverItHolds() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch,parts", "maxErrors", "1000000"))) {
            MemoryPeer peer = login(server);
            for (int i = 0; i < COMMANDS; i++) {
                byte[] command =
                        mutated(("t " + any(random, COMMANDS_KNOWN)).getBytes(StandardCharsets.US_ASCII), random);
                try {
                    send(peer, command);
                    send(peer, "\r\nDONE\r\nlast" + i + " NOOP\r\n");
                    awaitAnswer(peer, "last" + i, seed, command);
                } catch (IOException e) {
                    // It said something that ends a session, such as a literal too large to be read on.
                    peer.close();
                    peer = login(server);
                }
            }
            peer.close();
        }
    }

    private static void awaitAnswer(MemoryPeer peer, String tag, long seed, byte[] command) throws IOException {
        for (int lines = 0; lines < 100_000; lines++) {
            String line = new String(peer.readLine(), StandardCharsets.ISO_8859_1);
            assertThat(line)
                    .as("seed %d, command %s", seed, new String(command, StandardCharsets.ISO_8859_1))
                    .doesNotContain("SERVERBUG");
            if (line.startsWith("+") && !line.startsWith("+ idl")) {
                // It waits for a literal or for SASL.
                throw new IOException("another session, please");
            }
            if (line.startsWith(tag + " ") || line.startsWith("* BYE")) {
                return;
            }
        }
        throw new AssertionError("no end of it");
    }

    private static MemoryPeer login(TestServer server) throws IOException {
        MemoryPeer peer = server.connect();
        send(peer, "a LOGIN bob secret\r\nb SELECT INBOX\r\n");
        while (!new String(peer.readLine(), StandardCharsets.US_ASCII).startsWith("b ")) {
            // On to the answer.
        }
        return peer;
    }

    private static void send(MemoryPeer peer, String text) throws IOException {
        send(peer, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(MemoryPeer peer, byte[] octets) throws IOException {
        peer.send(octets);
    }

    private static <T> T any(Random random, List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    private static byte[] mutated(byte[] octets, Random random) {
        byte[] changed = octets;
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(changed.length);
            int end = Math.min(changed.length, at + 1 + random.nextInt(5));
            changed = switch (random.nextInt(4)) {
                case 0 -> spliced(changed, at, at, odd(random));
                case 1 -> spliced(changed, at, end, new byte[0]);
                case 2 -> spliced(changed, at, end, odd(random));
                default -> spliced(changed, at, at, Arrays.copyOfRange(changed, at, end));
            };
            if (changed.length == 0) {
                return octets;
            }
        }
        return changed;
    }

    private static byte[] odd(Random random) {
        String specials = "()[]{}\"\\*%<>.,:$&-+ \0\u007f\u00ff19aZ~=";
        return String.valueOf(specials.charAt(random.nextInt(specials.length())))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] spliced(byte[] octets, int from, int to, byte[] inserted) {
        byte[] result = new byte[octets.length - (to - from) + inserted.length];
        System.arraycopy(octets, 0, result, 0, from);
        System.arraycopy(inserted, 0, result, from, inserted.length);
        System.arraycopy(octets, to, result, from + inserted.length, octets.length - to);
        return result;
    }
}
