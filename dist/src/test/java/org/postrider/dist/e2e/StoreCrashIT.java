package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.dist.e2e.CrashMessage.Place;

/// What the store has answered is so after `kill -9`: no message, UID, flag or keyword is lost or there twice, and the
/// index is what the files make anew.
class StoreCrashIT {
    private static final int ROUNDS = Integer.getInteger("postrider.storecrash.rounds", 8);
    private static final int REBUILT_EVERY = 4;
    private static final int CLIENTS = 5;
    private static final int LOAD_MILLIS_MAX = 900;

    @TempDir
    private Path folder;

    private final List<String> faults = new ArrayList<>();
    private final StoreCheck check = new StoreCheck();
    private final List<StoreLoad> clients = new ArrayList<>();

    @Test
    void whatTheStoreHasAnsweredIsSoWhateverIsKilled() throws Exception {
        long seed = Long.getLong("postrider.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("store crash test: seed " + seed + ", rounds " + ROUNDS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new StoreLoad("c" + i, random.nextLong()));
        }
        int found = 0;
        try (TestServer server = TestServer.create(folder)) {
            start(server);
            makeMailboxes(server);
            for (int round = 1; round <= ROUNDS; round++) {
                loadAndKill(server, random.nextInt(LOAD_MILLIS_MAX));
                start(server);
                Map<Place, CrashMessage> seen = check.read(server.port(143), faults);
                found = seen.size();
                check.compare(seen, clients, faults);
                assertThat(faults).as("round " + round + ", seed " + seed).isEmpty();
                if (round % REBUILT_EVERY == 0) {
                    compareWithRebuilt(server, seen, "round " + round + ", seed " + seed);
                }
            }
        }
        long answered = clients.stream().mapToLong(StoreLoad::answered).sum();
        System.out.println("store crash test: " + answered + " commands answered, " + found + " messages at the end");
        assertThat(answered).as("the load was real").isGreaterThan(ROUNDS);
    }

    // The listeners open one after the other.
    private static void start(TestServer server) throws Exception {
        server.startChild();
        Eventually.isTrue(() -> {
            try (ImapClient _ = new ImapClient(server.port(143))) {
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void makeMailboxes(TestServer server) throws Exception {
        try (ImapClient imap = new ImapClient(server.port(143))) {
            imap.login("bob@example.test", TestServer.PASSWORD);
            for (String mailbox : StoreLoad.MAILBOXES.subList(1, StoreLoad.MAILBOXES.size())) {
                imap.command("CREATE " + mailbox);
            }
        }
    }

    private void loadAndKill(TestServer server, int afterMillis) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch ready = new CountDownLatch(CLIENTS);
        ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
        List<Thread> threads = clients.stream()
                .map(client -> Thread.ofVirtual()
                        .start(() -> client.run(server.port(143), ready, over).ifPresent(refused::add)))
                .toList();
        assertThat(ready.await(60, TimeUnit.SECONDS)).as("all clients work").isTrue();
        // Not a wait for anything: the moment at which the server is killed.
        TimeUnit.MILLISECONDS.sleep(afterMillis);
        server.killChild();
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        faults.addAll(refused);
    }

    private void compareWithRebuilt(TestServer server, Map<Place, CrashMessage> seen, String when) throws Exception {
        server.stop();
        Commands.shell("rm -r " + server.maildir("bob").resolveSibling("index"));
        start(server);
        assertThat(check.read(server.port(143), faults))
                .as("made anew, " + when)
                .isEqualTo(seen);
        assertThat(faults).as(when).isEmpty();
    }
}
