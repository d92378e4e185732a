package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An account moves from Debian's Dovecot, Maildir and all: its clients must not notice.
class DovecotIT {
    private Path folder;
    private int port;
    private int pop3Port;
    private TestServer server;
    // What was made so far: nothing where the test is passed over.
    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    @BeforeEach
    void start() throws Exception {
        Peers.need("dovecot");
        Peers.need("mbsync");
        Peers.needRoot();
        // Not JUnit's: Dovecot's own users must get into it.
        folder = Files.createTempDirectory("dovecot-it");
        made.push(() -> Commands.shell("rm -rf " + folder));
        Commands.shell("chmod 755 " + folder);
        port = freePort();
        pop3Port = freePort();
        server = TestServer.create(folder);
        made.push(server);
    }

    @AfterEach
    void stop() throws Exception {
        while (!made.isEmpty()) {
            made.pop().close();
        }
    }

    @Test
    void aClientThatKnowsTheAccountFindsNothingChanged() throws Exception {
        Dovecot dovecot = Dovecot.start(folder.resolve("dovecot"), port, pop3Port, TestServer.PASSWORD);
        made.push(dovecot);
        List<String> before = fill();
        mbsync(port);
        Path local = folder.resolve("local");
        List<String> synced = files(local);
        String uniqueIds = uniqueIds(pop3Port);
        assertThat(synced).hasSize(9);
        made.pop().close();

        Commands.shell("rm -rf " + server.maildir("bob") + "; mkdir -p "
                + server.maildir("bob").getParent() + "; cp -a " + dovecot.maildir() + " " + server.maildir("bob"));
        server.start();

        assertThat(state(server.port(143))).isEqualTo(before);
        assertThat(uniqueIds(server.port(110))).isEqualTo(uniqueIds);
        String second = mbsync(server.port(143));
        assertThat(files(local)).isEqualTo(synced);
        assertThat(second).doesNotContain("Pulling new").doesNotContain("Pushing new");

        // Once more without what is only a cache.
        server.stop();
        Commands.shell("rm -rf " + server.maildir("bob").resolveSibling("index"));
        server.start();
        assertThat(state(server.port(143))).isEqualTo(before);
    }

    // Two mailboxes with gaps between the UIDs, flags and keywords.
    private List<String> fill() throws IOException {
        try (ImapClient client = new ImapClient(port)) {
            client.login("bob@example.test", TestServer.PASSWORD);
            client.command("CREATE Work");
            client.command("CREATE Work.2024");
            client.command("SUBSCRIBE Work.2024");
            for (int i = 1; i <= 10; i++) {
                String mailbox = i <= 6 ? "INBOX" : "Work.2024";
                String message = "Subject: message " + i + "\r\n\r\nbody\r\n";
                client.command("APPEND " + mailbox + " (\\Seen) {" + message.length() + "+}\r\n" + message);
            }
            client.select("INBOX");
            client.command("STORE 3 +FLAGS (\\Flagged $Label1)");
            client.command("STORE 5 +FLAGS (\\Answered later $Label1)");
            client.command("STORE 2 +FLAGS (\\Deleted)");
            client.command("EXPUNGE");
        }
        return state(port);
    }

    // What a client of POP3 remembers.
    private static String uniqueIds(int port) {
        return Commands.shell("curl -sS --max-time 30 -u 'bob@example.test:" + TestServer.PASSWORD
                + "' pop3://127.0.0.1:" + port + "/ -X UIDL");
    }

    // What a client remembers: UIDVALIDITY, UIDs with their flags, subscriptions.
    private static List<String> state(int port) throws IOException {
        try (ImapClient client = new ImapClient(port)) {
            client.login("bob@example.test", TestServer.PASSWORD);
            String separator = client.command("LIST \"\" \"\"").getFirst().contains("\"/\"") ? "/" : ".";
            return Stream.of("INBOX", "Work" + separator + "2024")
                    .flatMap(mailbox -> mailbox(client, mailbox).stream())
                    .toList();
        }
    }

    private static List<String> mailbox(ImapClient client, String name) {
        try {
            Stream<String> validity = client.command("SELECT " + name).stream()
                    .filter(line -> line.contains("UIDVALIDITY"))
                    .map(line -> line.replaceAll(".*(UIDVALIDITY \\d+).*", "$1"));
            Stream<String> messages = client.command("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)").stream()
                    .filter(line -> line.startsWith("* "))
                    .map(DovecotIT::sorted);
            boolean subscribed = client.command("LSUB \"\" *").stream().anyMatch(line -> line.contains(name));
            return Stream.of(validity, messages, Stream.of(name.equals("INBOX") || subscribed ? "known" : "unknown"))
                    .flatMap(each -> each)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Servers give items and flags in an order of their own.
    private static String sorted(String line) {
        return Stream.of(line.replaceAll("[()*]", " ")
                        .replace("\\Recent", "")
                        .replace("FETCH", "")
                        .split("\\s+"))
                .sorted()
                .toList()
                .toString();
    }

    private String mbsync(int imapPort) throws IOException {
        Path config = Mbsync.config(folder, imapPort, "bob@example.test", "INBOX Work*", "Near");
        return Commands.shell("mbsync -V -c " + config + " c");
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(name -> name.matches(".*/(new|cur)/[^/]+"))
                    .sorted()
                    .toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
