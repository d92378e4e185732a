package org.postrider.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.testkit.MemoryPeer;

/// Several sessions over one mailbox, each told of what the others do: none may ever be told what breaks the rules,
/// and in
/// the end each must know what is there.
class ConcurrentSessionsTest {
    private static final int SESSIONS = 4;
    private static final int COMMANDS = 150;

    @TempDir
    private Path folder;

    @Test
    void eachClientKnowsWhatIsThere() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (TestServer server = new TestServer(folder, Map.of("inbox", "lunch,kaffee,parts,lunch,kaffee,odd"));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                clients.add(new Client(server.connect(), new Random(seed + i), "s" + i));
            }
            List<Callable<Client>> work = clients.stream()
                    .<Callable<Client>>map(client -> client::play)
                    .toList();
            for (Future<Client> done : threads.invokeAll(work)) {
                done.get();
            }
            try (Mailbox inbox = server.inbox()) {
                Map<Long, String> truth = truth(inbox.view());
                for (Client client : clients) {
                    client.command("NOOP", true);
                    client.lookAtNews();
                    assertThat(client.known)
                            .as("seed %d, %s", seed, client.name)
                            .isEqualTo(truth);
                    client.command("LOGOUT", true);
                    client.peer.close();
                }
            }
        }
    }

    private static Map<Long, String> truth(MailboxView view) {
        Map<Long, String> flags = new TreeMap<>();
        for (int i = 0; i < view.count(); i++) {
            flags.put(view.uid(i), sorted(view.flags(i).toString()));
        }
        return flags;
    }

    private static String sorted(String flags) {
        return Pattern.compile(" ")
                .splitAsStream(flags)
                .sorted()
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    /// A mail program that believes what it is told and nothing else.
    private static final class Client {
        private static final Pattern FETCH = Pattern.compile("\\* (\\d+) FETCH \\((.*)\\)");
        private static final Pattern UID = Pattern.compile("\\bUID (\\d+)");
        private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
        private static final Pattern NUMBER = Pattern.compile("\\* (\\d+) (EXISTS|EXPUNGE|RECENT)");
        private static final String[] FLAG_NAMES = {"\\Seen", "\\Flagged", "\\Deleted", "$Work"};

        final MemoryPeer peer;
        final String name;
        private final Random random;
        private final List<Long> uids = new ArrayList<>();
        private final Map<Long, String> known = new TreeMap<>();
        private final List<String> dialogue = new ArrayList<>();
        private int tags;

        Client(MemoryPeer peer, Random random, String name) {
            this.peer = peer;
            this.random = random;
            this.name = name;
        }

        Client play() throws IOException {
            line();
            command("LOGIN bob secret", true);
            if (random.nextBoolean()) {
                // RFC 7162 §3.2.10: from now on VANISHED instead of EXPUNGE
                command("ENABLE QRESYNC", true);
            }
            command("SELECT INBOX", true);
            lookAtNews();
            if (random.nextBoolean()) {
                // RFC 5465 §6.1.2: told at once of all but expunges
                command(
                        "NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge FlagChange))"
                                + " (PERSONAL (MessageNew MessageExpunge FlagChange MailboxName))",
                        true);
            }
            try {
                for (int i = 0; i < COMMANDS; i++) {
                    something();
                }
                return this;
            } catch (IOException | AssertionError e) {
                throw new AssertionError(e.getMessage() + "\n" + String.join("\n", dialogue), e);
            }
        }

        /// Asks for the messages that it knows only the number of.
        void lookAtNews() throws IOException {
            if (uids.contains(0L)) {
                command("FETCH " + (uids.indexOf(0L) + 1) + ":* (UID FLAGS)", false);
            }
        }

        private void something() throws IOException {
            String number = uids.isEmpty() ? "" : String.valueOf(1 + random.nextInt(uids.size()));
            String uid = String.valueOf(1 + random.nextInt(40));
            String flag = FLAG_NAMES[random.nextInt(FLAG_NAMES.length)];
            String sign = random.nextBoolean() ? "+" : "-";
            switch (random.nextInt(12)) {
                case 0 -> command("NOOP", true);
                case 1 -> lookAtNews();
                case 2 -> command("UID FETCH " + uid + ":* (FLAGS)", true);
                case 3 -> command("UID STORE " + uid + " " + sign + "FLAGS (" + flag + ")", true);
                case 4 -> command("EXPUNGE", true);
                case 5, 6 -> command("APPEND INBOX (" + flag + ") {4+}\r\nA: B", true);
                case 7 -> command("SEARCH " + (uids.isEmpty() ? "ALL" : "NOT " + number), false);
                case 8 -> idle();
                case 9 -> command("UID SEARCH UNSEEN", true);
                default -> {
                    if (!number.isEmpty()) {
                        numbered(number, sign, flag);
                    }
                }
            }
        }

        private void numbered(String number, String sign, String flag) throws IOException {
            switch (random.nextInt(3)) {
                case 0 -> command("FETCH " + number + " (FLAGS UID)", false);
                case 1 -> command("COPY " + number + " INBOX", true);
                default -> command("STORE " + number + " " + sign + "FLAGS (" + flag + ")", false);
            }
        }

        private void idle() throws IOException {
            String tag = name + "t" + ++tags;
            send(tag + " IDLE\r\n");
            String line = line();
            while (!line.startsWith("+")) {
                hear(line, true);
                line = line();
            }
            send("DONE\r\n");
            await(tag, true);
        }

        void command(String text, boolean expungesAllowed) throws IOException {
            String tag = name + "t" + ++tags;
            send(tag + " " + text + "\r\n");
            String answer = await(tag, expungesAllowed);
            assertThat(answer).as(text).doesNotStartWith(tag + " BAD").doesNotContain("SERVERBUG");
        }

        private String await(String tag, boolean expungesAllowed) throws IOException {
            while (true) {
                String line = line();
                if (line.startsWith(tag + " ")) {
                    return line;
                }
                hear(line, expungesAllowed);
            }
        }

        private void hear(String line, boolean expungesAllowed) {
            Matcher number = NUMBER.matcher(line);
            Matcher fetch = FETCH.matcher(line);
            if (number.matches()) {
                int value = Integer.parseInt(number.group(1));
                switch (number.group(2)) {
                    case "EXISTS" -> {
                        // RFC 3501 §7.3.1: only EXPUNGE makes it smaller
                        assertThat(value).as(line).isGreaterThanOrEqualTo(uids.size());
                        while (uids.size() < value) {
                            uids.add(0L);
                        }
                    }
                    case "EXPUNGE" -> {
                        assertThat(expungesAllowed).as(line).isTrue();
                        assertThat(value).as(line).isBetween(1, uids.size());
                        known.remove(uids.remove(value - 1));
                    }
                    default -> {}
                }
            } else if (line.startsWith("* VANISHED ")) {
                assertThat(expungesAllowed).as(line).isTrue();
                for (String range : line.substring("* VANISHED ".length()).split(",")) {
                    String[] ends = range.split(":");
                    for (long gone = Long.parseLong(ends[0]); gone <= Long.parseLong(ends[ends.length - 1]); gone++) {
                        vanished(line, gone);
                    }
                }
            } else if (fetch.matches()) {
                int value = Integer.parseInt(fetch.group(1));
                assertThat(value).as(line).isBetween(1, uids.size());
                fetched(line, value - 1, fetch.group(2));
            }
        }

        // Of a message that it knows only the number of, it knows between which others it stands.
        private void vanished(String line, long gone) {
            known.remove(gone);
            int index = uids.indexOf(gone);
            for (int i = 0; i < uids.size() && index < 0; i++) {
                boolean before = uids.subList(0, i).stream().allMatch(uid -> uid < gone);
                boolean behind = uids.subList(i + 1, uids.size()).stream().allMatch(uid -> uid == 0 || uid > gone);
                index = uids.get(i) == 0 && before && behind ? i : -1;
            }
            assertThat(index).as(line).isNotNegative();
            uids.remove(index);
        }

        private void fetched(String line, int index, String items) {
            Matcher uid = UID.matcher(items);
            if (uid.find()) {
                long value = Long.parseLong(uid.group(1));
                if (uids.get(index) != 0) {
                    assertThat(value).as(line).isEqualTo(uids.get(index));
                }
                uids.set(index, value);
            }
            Matcher flags = FLAGS.matcher(items);
            if (flags.find() && uids.get(index) != 0) {
                known.put(uids.get(index), sorted(flags.group(1)));
            }
        }

        private void send(String text) throws IOException {
            dialogue.add("C: " + text);
            peer.send(text.getBytes(StandardCharsets.US_ASCII));
        }

        private String line() throws IOException {
            String line = new String(peer.readLine(), StandardCharsets.UTF_8).stripTrailing();
            dialogue.add("S: " + line);
            return line;
        }
    }
}
