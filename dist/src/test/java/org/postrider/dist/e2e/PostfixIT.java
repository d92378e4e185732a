package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Debian's Postfix relays to the server and receives from it, found by MX.
class PostfixIT {
    private Path folder;
    private Postfix postfix;
    private TestServer server;
    private NameServer dns;
    // What was made so far: nothing where the test is passed over.
    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    @BeforeEach
    void start() throws Exception {
        Peers.need("postfix");
        Peers.needRoot();
        // Not JUnit's: Postfix' own users must get into it.
        folder = Files.createTempDirectory("postfix-it");
        made.push(() -> Commands.shell("rm -rf " + folder));
        Commands.shell("chmod 755 " + folder);
        int port = freePort();
        dns = NameServer.start(List.of(
                "other.test. 60 IN MX 10 down.other.test.",
                "other.test. 60 IN MX 20 mx.other.test.",
                "down.other.test. 60 IN A 127.0.0.9",
                "mx.other.test. 60 IN A 127.0.0.1",
                "nomail.test. 60 IN MX 0 ."));
        made.push(dns);
        server = TestServer.create(folder);
        made.push(server);
        server.useNameServer("127.0.0.1:" + dns.port(), port);
        server.start();
        postfix = Postfix.start(folder.resolve("postfix"), port, server.port(25));
        made.push(postfix);
    }

    @AfterEach
    void stop() throws Exception {
        while (!made.isEmpty()) {
            made.pop().close();
        }
    }

    @Test
    void postfixReceivesWhatAUserSubmits() throws Exception {
        submit("friend@other.test", "to the world");

        Eventually.isTrue(() -> postfix.delivered("friend").contains("Subject: to the world"));
        assertThat(postfix.delivered("friend")).contains("by mx.example.test").contains("ESMTPS");
        Eventually.isTrue(() -> server.run("queue", "list").output().contains("Nothing waits"));
    }

    @Test
    void aSenderIsToldWhenPostfixKnowsNoSuchUser() throws Exception {
        submit("stranger@other.test", "nobody home");

        Eventually.isTrue(() -> mail("alice").contains("stranger@other.test"));
        assertThat(mail("alice"))
                .contains("multipart/report")
                .contains("Status: 5.1.1")
                .contains("Action: failed");
    }

    @Test
    void aDomainThatTakesNoMailIsReportedAtOnce() throws Exception {
        submit("anybody@nomail.test", "null MX");

        Eventually.isTrue(() -> mail("alice").contains("Status: 5.1.10"));
    }

    @Test
    void postfixRelaysToTheServer() throws Exception {
        postfix.submit("someone@other.test", "bob@example.test", "from Postfix");

        Eventually.isTrue(() -> mail("bob").contains("Subject: from Postfix"));
    }

    private void submit(String recipient, String subject) {
        Peers.need("swaks");
        Commands.shell("swaks --server 127.0.0.1 --port " + server.port(587)
                + " --tls --auth PLAIN --auth-user alice@example.test --auth-password '" + TestServer.PASSWORD
                + "' --from alice@example.test --to " + recipient + " --header 'Subject: " + subject + "'");
    }

    private String mail(String user) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String part : List.of("new", "cur")) {
            Path messages = server.maildir(user).resolve(part);
            if (Files.isDirectory(messages)) {
                try (var files = Files.list(messages)) {
                    for (Path file : files.toList()) {
                        all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                    }
                }
            }
        }
        return all.toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
