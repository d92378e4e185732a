package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `250` is a promise: whatever is killed, what was answered `250` is in the mailbox once.
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("postrider.crash.rounds", 100);
    private static final int SENDERS = 6;
    private static final int LOAD_MILLIS_MAX = 600;
    private static final Pattern NUMBER = Pattern.compile("(?m)^X-Number: (\\S+)");

    @TempDir
    private Path folder;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> offered = ConcurrentHashMap.newKeySet();

    @Test
    void whatWasAcceptedIsDeliveredOnceWhateverIsKilled() throws Exception {
        long seed = Long.getLong("postrider.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("crash test: seed " + seed + ", rounds " + ROUNDS);
        try (TestServer server = TestServer.create(folder)) {
            for (int round = 0; round < ROUNDS; round++) {
                server.startChild();
                loadAndKill(server, round, random.nextInt(LOAD_MILLIS_MAX));
            }
            server.startChild();
            Map<String, Integer> delivered = awaitAll(server);
            System.out.println("crash test: offered " + offered.size() + ", accepted " + accepted.size()
                    + ", in the mailbox " + delivered.size());

            assertThat(accepted).as("the load was real").hasSizeGreaterThan(ROUNDS);
            assertThat(delivered.keySet()).as("nothing lost; seed " + seed).containsAll(accepted);
            assertThat(delivered.values()).as("nothing twice; seed " + seed).allMatch(count -> count == 1);
            assertThat(offered).as("nothing made up").containsAll(delivered.keySet());
        }
    }

    private void loadAndKill(TestServer server, int round, int afterMillis) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Thread[] senders = new Thread[SENDERS];
        for (int i = 0; i < SENDERS; i++) {
            String name = round + "-" + i + "-";
            senders[i] = Thread.ofVirtual().start(() -> send(server.port(25), name, over));
        }
        TimeUnit.MILLISECONDS.sleep(afterMillis);
        server.killChild();
        over.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
    }

    private void send(int port, String name, AtomicBoolean over) {
        try (SmtpClient client = new SmtpClient(port)) {
            for (int number = 0; !over.get(); number++) {
                String id = name + number;
                // Every tenth is larger than what stays in memory, so that both ways of the spool are crossed.
                String body = "x".repeat(70).concat("\r\n").repeat(number % 10 == 9 ? 30_000 : 40);
                String message = "Subject: crash test\r\nX-Number: " + id + "\r\n\r\n" + body;
                offered.add(id);
                client.send(
                        "sender@example.net", List.of("bob@example.test"), message.getBytes(StandardCharsets.US_ASCII));
                accepted.add(id);
            }
        } catch (IOException e) {
            // The server was killed: what it had answered counts, the rest does not.
            over.compareAndSet(false, false);
        }
    }

    private Map<String, Integer> awaitAll(TestServer server) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        Map<String, Integer> delivered = delivered(server);
        while (!delivered.keySet().containsAll(accepted) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(200);
            delivered = delivered(server);
        }
        // What was doubled may come later than what was missing: wait until nothing moves.
        TimeUnit.SECONDS.sleep(2);
        return delivered(server);
    }

    private static Map<String, Integer> delivered(TestServer server) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(server.maildir("bob").resolve(part))) {
                for (Path file : files.toList()) {
                    count(file, counts);
                }
            }
        }
        return counts;
    }

    private static void count(Path file, Map<String, Integer> counts) throws IOException {
        byte[] start;
        try (var in = Files.newInputStream(file)) {
            start = in.readNBytes(4096);
        } catch (java.nio.file.NoSuchFileException e) {
            return; // renamed meanwhile; counted the next time
        }
        Matcher matcher = NUMBER.matcher(new String(start, StandardCharsets.ISO_8859_1));
        if (matcher.find()) {
            counts.merge(matcher.group(1), 1, Integer::sum);
        }
    }
}
