package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.DirectoryFiles;

/// Several servers that hand mail to each other, each a process, as `conf/examples` configures them.
class TopologyIT {
    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> made = new ArrayDeque<>();

    @AfterEach
    void stop() throws Exception {
        while (!made.isEmpty()) {
            made.pop().close();
        }
    }

    @Test
    void mailPassesTheBoundaryAndTheScannerIntoTheStore() throws Exception {
        TestServer store = store("store.example.test");
        TestServer scanner = server("scanner.example.test");
        scanner.useExample(
                "scanner",
                "10.0.0.2:25",
                address(scanner, 25),
                "10.0.0.1",
                "127.0.0.1",
                "10.0.0.3:24",
                address(store, 24),
                "example.org",
                "example.test");
        scanner.start();
        TestServer boundary = server("mx.example.test");
        boundary.useExample(
                "boundary",
                "192.0.2.25:25",
                address(boundary, 25),
                "10.0.0.2:25",
                address(scanner, 25),
                "example.org",
                "example.test",
                "ann@",
                "alice@");
        boundary.start();

        try (SmtpClient client = new SmtpClient(boundary.port(25))) {
            client.command("MAIL FROM:<ann@world.test>", "250");
            client.command("RCPT TO:<nobody@example.test>", "550 5.1.1");
            client.command("RCPT TO:<someone@elsewhere.test>", "550 5.7.1");
            client.command("RSET", "250");
            client.send("ann@world.test", List.of("alice@example.test", "bob@example.test"), message("through three"));
        }

        Eventually.isTrue(() -> store.mail("alice").contains("Subject: through three"));
        Eventually.isTrue(() -> store.mail("bob").contains("Subject: through three"));
        assertThat(store.mail("alice"))
                .contains("Return-Path: <ann@world.test>", "X-Scanned-By: scanner.example.test")
                .contains("by mx.example.test", "by scanner.example.test", "by store.example.test")
                .containsPattern("with LMTPS? ");
        assertThat(store.mail("alice").split("Subject: through three", -1))
                .as("it came once")
                .hasSize(2);
        Eventually.isTrue(() -> boundary.run("queue", "list").output().contains("Nothing waits"));
        Eventually.isTrue(() -> scanner.run("queue", "list").output().contains("Nothing waits"));
    }

    @Test
    void aUsersMailLeavesByASmartHostThatHasProvedItsName() throws Exception {
        NameServer dns = NameServer.start(List.of("smtp.provider.test. 60 IN A 127.0.0.1"));
        made.push(dns);
        TestServer provider = server("smtp.provider.test");
        addUser(provider, "friend.test");
        provider.start();
        TestServer submission = server("out.example.test");
        submission.useExample(
                "submission",
                "[::]:587",
                address(submission, 587),
                "[::]:465",
                address(submission, 465),
                "smtp.provider.example:587",
                "smtp.provider.test:" + provider.port(587),
                "customer@provider.example",
                "alice@example.test",
                "change me",
                TestServer.PASSWORD);
        submission.replaceInConf(
                "server.xml",
                "</server>",
                "<dns><server>127.0.0.1:" + dns.port() + "</server></dns><tls><authorities>"
                        + provider.home().resolve("keys/certificate.pem") + "</authorities></tls></server>");
        submission.start();

        try (SmtpClient client = new SmtpClient(submission.port(587))) {
            client.command("MAIL FROM:<alice@example.test>", "530");
            String login = "\0alice@example.test\0" + TestServer.PASSWORD;
            client.command(
                    "AUTH PLAIN " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)), "235");
            client.send(
                    "alice@example.test",
                    List.of("user@friend.test"),
                    message("alice@example.test", "by the provider"));
        }

        Path inbox = provider.home().resolve("mail/friend.test/user/Maildir/new");
        Eventually.isTrue(() -> Files.isDirectory(inbox) && !isEmpty(inbox));
        try (var files = Files.list(inbox)) {
            assertThat(Files.readString(files.toList().getFirst()))
                    .contains("Subject: by the provider", "by smtp.provider.test", "with ESMTPSA");
        }
    }

    @Test
    void eachRecipientsMailGoesToTheStoreThatHasHisMailbox() throws Exception {
        TestServer fresh = store("new.example.test");
        // On the machine of the front: by a Unix socket.
        String socket = folder.resolve("lmtp").toString();
        TestServer old = store("old.example.test", socket);
        TestServer front = server("mx.example.test");
        front.useExample(
                "fan-out",
                "192.0.2.25:25",
                address(front, 25),
                "10.0.0.3:24",
                address(fresh, 24),
                "10.0.0.4:24",
                socket,
                "example.org",
                "example.test",
                "ann@",
                "alice@");
        front.start();

        try (SmtpClient client = new SmtpClient(front.port(25))) {
            client.send("ann@world.test", List.of("alice@example.test", "bob@example.test"), message("to both"));
        }

        Eventually.isTrue(() -> fresh.mail("alice").contains("Subject: to both"));
        Eventually.isTrue(() -> old.mail("bob").contains("Subject: to both"));
        Eventually.isTrue(() -> front.run("queue", "list").output().contains("Nothing waits"));
        assertThat(fresh.mail("bob")).isEmpty();
        assertThat(old.mail("alice")).isEmpty();
        assertThat(old.run("status").output()).contains(socket);
    }

    // RFC 5321 §5, RFC 7505
    @Test
    void serversOfTheWorldFindEachOtherByMx() throws Exception {
        TestServer one = server("mx.one.test");
        TestServer two = server("mx.two.test");
        NameServer dns = NameServer.start(List.of(
                "one.test. 60 IN MX 10 mx.one.test.",
                "mx.one.test. 60 IN A 127.0.0.1",
                "two.test. 60 IN MX 5 down.two.test.",
                "two.test. 60 IN MX 5 nowhere.two.test.",
                "two.test. 60 IN MX 10 servfail.two.test.",
                "two.test. 60 IN MX 20 www.two.test.",
                "down.two.test. 60 IN A 127.0.0.9",
                "www.two.test. 60 IN CNAME mx.two.test.",
                "mx.two.test. 60 IN AAAA ::1",
                "mx.two.test. 60 IN A 127.0.0.2",
                "alias.test. 60 IN CNAME two.test.",
                "plain.test. 60 IN A 127.0.0.2",
                "nomail.test. 60 IN MX 0 .",
                "nothing.test. 60 IN TXT nothing"));
        made.push(dns);
        int port = one.port(25);
        one.useNameServer("127.0.0.1:" + dns.port(), port);
        two.useNameServer("127.0.0.1:" + dns.port(), port);
        two.replaceInConf("listeners.xml", address(two, 25), "127.0.0.2:" + port);
        for (TestServer each : List.of(one, two)) {
            String domain = each == one ? "one.test" : "two.test";
            addUser(each, domain);
            each.start();
        }
        addUser(two, "alias.test");
        addUser(two, "plain.test");

        submit(
                one,
                "user@two.test",
                "user@alias.test",
                "user@plain.test",
                "a@nomail.test",
                "b@nothing.test",
                "c@nosuch.test",
                "d@servfail.test",
                "e@lame.test");
        submit(two, "user@one.test");

        for (String domain : List.of("two.test", "alias.test", "plain.test")) {
            Eventually.isTrue(() -> !isEmpty(two.home().resolve("mail/" + domain + "/user/Maildir/new")));
        }
        Eventually.isTrue(() -> !isEmpty(one.home().resolve("mail/one.test/user/Maildir/new")));
        Eventually.isTrue(() -> {
            String reports = one.mail("alice");
            return reports.contains("Status: 5.1.10") // RFC 7505: null MX
                    && reports.contains("Status: 5.4.4") // no host at all
                    && reports.contains("Status: 5.1.2"); // no such domain
        });
        Eventually.isTrue(() -> {
            String waiting = one.run("queue", "list").output();
            return waiting.contains("for smtp:servfail.test")
                    && waiting.contains("for smtp:lame.test")
                    && waiting.contains("451 4.4.3");
        });
        assertThat(one.mail("alice")).doesNotContain("servfail.test", "lame.test");
    }

    @Test
    void oneServerDoesEverythingForItsUsers() throws Exception {
        TestServer one = server("mx.example.test");
        one.useExample(
                "all-in-one",
                "\"127.0.0.1:24\"",
                "\"" + address(one, 24) + "\"",
                "[::]:25\"",
                address(one, 25) + "\"",
                "[::]:587",
                address(one, 587),
                "[::]:465",
                address(one, 465),
                "[::]:143",
                address(one, 143),
                "[::]:993",
                address(one, 993),
                "[::]:110",
                address(one, 110),
                "[::]:995",
                address(one, 995));
        one.start();

        try (SmtpClient world = new SmtpClient(one.port(25))) {
            world.send("ann@world.test", List.of("bob@example.test"), message("from the world"));
        }
        submit(one, "bob@example.test");

        Eventually.isTrue(() -> one.mail("bob").contains("Subject: from the world"));
        Eventually.isTrue(() -> one.mail("bob").contains("Subject: to the world"));
        for (int secured : List.of(465, 993, 995)) {
            assertThat(Commands.shell("openssl s_client -connect " + address(one, secured) + " </dev/null 2>&1"))
                    .as("TLS from the first octet at " + secured)
                    .contains("BEGIN CERTIFICATE");
        }
    }

    // Without a process for each: there are many.
    private static void addUser(TestServer server, String domain) throws Exception {
        DirectoryFiles files = new DirectoryFiles(server.home().resolve("conf"));
        files.addDomain(Domain.parse(domain), Optional.empty());
        Accounts.ofFiles(server.home().resolve("conf")).add(MailAddress.parse("user@" + domain), TestServer.PASSWORD);
    }

    private static void submit(TestServer server, String... recipients) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port(587))) {
            String login = "\0alice@example.test\0" + TestServer.PASSWORD;
            client.command(
                    "AUTH PLAIN " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)), "235");
            client.send("alice@example.test", List.of(recipients), message("alice@example.test", "to the world"));
        }
    }

    private TestServer store(String name) throws Exception {
        return store(name, "");
    }

    /// @param socket where it takes mail; a port of its own where that is empty
    private TestServer store(String name, String socket) throws Exception {
        TestServer store = server(name);
        store.useExample(
                "store",
                socket.isEmpty() ? "10.0.0.3:24" : "10.0.0.3:24\" tls=\"starttls",
                socket.isEmpty() ? address(store, 24) : socket,
                "[::]:143",
                address(store, 143),
                "[::]:993",
                address(store, 993));
        return store.start();
    }

    private TestServer server(String name) {
        TestServer server = TestServer.create(folder.resolve(name), name);
        made.push(server);
        return server;
    }

    private static String address(TestServer server, int offset) {
        return "127.0.0.1:" + server.port(offset);
    }

    private static boolean isEmpty(Path messages) throws Exception {
        if (!Files.isDirectory(messages)) {
            return true;
        }
        try (var files = Files.list(messages)) {
            return files.findAny().isEmpty();
        }
    }

    private static byte[] message(String subject) {
        return message("ann@world.test", subject);
    }

    private static byte[] message(String from, String subject) {
        return ("From: " + from + "\r\nTo: you\r\nSubject: " + subject + "\r\n\r\nbody\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
