package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/postrider`: exit codes, and sentences that say what to do.
class CommandLineIT {
    @TempDir
    private Path folder;

    @Test
    void aHomeIsNotMadeWhereSomethingIs() throws Exception {
        Files.writeString(folder.resolve("letter.txt"), "Dear");
        Commands.Result refused = TestServer.postrider(
                "init", folder.toString(), "--hostname", "mx.example.test", "--domain", "example.test");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("is not empty; choose another one")
                .doesNotContain("at org.");
    }

    @Test
    void wrongUsageIsTwoAndShowsHelp() {
        assertThat(TestServer.postrider("init").exitCode()).isEqualTo(2);
        assertThat(TestServer.postrider("strat").exitCode()).isEqualTo(2);
        assertThat(TestServer.postrider().exitCode()).isEqualTo(2);
        Commands.Result noHome = Commands.run(
                List.of(TestServer.DISTRIBUTION.resolve("bin/postrider").toString(), "status"),
                "",
                Map.of("POSTRIDER_HOME", ""));
        assertThat(noHome.exitCode()).isEqualTo(2);
        assertThat(noHome.output()).contains("--home");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command :
                List.of("init", "start", "stop", "restart", "status", "run", "config", "domain", "user", "queue")) {
            Commands.Result help = TestServer.postrider(command, "--help");
            assertThat(help.exitCode()).as(command).isZero();
            assertThat(help.output()).as(command).contains("Usage:");
        }
    }

    @Test
    void aHomeIsNotMadeOverAnother() throws Exception {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/precious"), "mine");

        Commands.Result result = TestServer.postrider(
                "init", folder.resolve("home").toString(), "--hostname", "mx.example.test", "--domain", "example.test");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("not empty");
    }

    @Test
    void administersDomainsAndUsers() {
        TestServer server = TestServer.create(folder);

        TestServer.assertOk(server.run("domain", "add", "example.org"));
        assertThat(server.run("domain", "add", "example.org").exitCode()).isEqualTo(1);
        server.addUser("carol@example.org");
        assertThat(server.run("domain", "list").output().lines()).containsExactly("example.org", "example.test");
        assertThat(server.run("user", "list", "--json").output()).contains("\"carol@example.org\"");
        assertThat(server.run("domain", "remove", "example.org").output()).contains("still has 1 users");
        TestServer.assertOk(server.run("user", "remove", "carol@example.org"));
        TestServer.assertOk(server.run("domain", "remove", "example.org"));
        assertThat(server.run("user", "remove", "nobody@example.test").exitCode())
                .isEqualTo(1);
        assertThat(server.runWithInput("x\n", "user", "add", "dave@elsewhere.test", "--password-stdin")
                        .output())
                .contains("postrider domain add elsewhere.test");
    }

    @Test
    void startsSaysWhereItListensAndStops() {
        try (TestServer server = TestServer.create(folder)) {
            assertThat(server.run("status").exitCode()).isEqualTo(1);
            assertThat(server.run("start").output()).contains("127.0.0.1:" + server.port(25));
            assertThat(server.run("status", "--json").output()).contains("\"running\"");
            assertThat(server.run("queue", "list").output()).contains("Nothing waits");
            assertThat(server.run("queue", "list", "--json").output().strip()).startsWith("[");
            TestServer.assertOk(server.run("queue", "flush"));
            TestServer.assertOk(server.run("restart"));
            TestServer.assertOk(server.run("stop"));
            assertThat(server.run("status").exitCode()).isEqualTo(1);
            assertThat(server.run("queue", "list").exitCode()).isEqualTo(1);
        }
    }

    @Test
    void showsTracesAndTestsThePipelineWhetherTheServerRunsOrNot() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            Path message = Files.writeString(folder.resolve("m.eml"), "Subject: hello\n\ntext\n");
            Path cases = Files.createDirectories(folder.resolve("cases"));
            Files.writeString(cases.resolve("local.xml"), """
                    <case name="local mail is stored" from="ann@example.net" to="bob@example.test" file="../m.eml">
                      <expect to="bob@example.test" end="stored" where="INBOX"/>
                    </case>
                    """);
            Path report = folder.resolve("report.xml");

            assertThat(server.run("pipeline", "show").output()).contains("root\n", "LocalDelivery");
            for (boolean running : new boolean[] {false, true}) {
                if (running) {
                    TestServer.assertOk(server.run("start"));
                }
                Commands.Result trace = server.run(
                        "pipeline", "trace", message.toString(), "--to", "bob@example.test", "--to", "x@else.test");
                assertThat(trace.output())
                        .contains("is stored in INBOX")
                        .contains("bob@example.test is stored: INBOX")
                        .contains("x@else.test is bounced: 550 5.7.1");
                Commands.Result good = server.run("pipeline", "test", cases.toString(), "--report", report.toString());
                assertThat(good.output()).contains("1 cases, 0 failed");
                assertThat(good.exitCode()).isZero();
                assertThat(report).content().contains("failures=\"0\"");
            }
            Files.writeString(cases.resolve("relay.xml"), """
                    <case name="strangers relay" from="ann@example.net" to="x@else.test" message="Subject: x">
                      <expect to="x@else.test" end="relayed"/>
                    </case>
                    """);
            Commands.Result bad = server.run("pipeline", "test", cases.toString());
            assertThat(bad.exitCode()).isEqualTo(1);
            assertThat(bad.output()).contains("FAILED", "expected to be relayed; but x@else.test is bounced");
            assertThat(server.run("mailbox", "list", "bob@example.test").output())
                    .doesNotContain("hello");
        }
    }

    @Test
    void tellsWhatHappenedToAMailAndReplaysIt() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            server.startChild();
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                client.send(
                        "ann@example.net",
                        List.of("bob@example.test"),
                        "Subject: hello\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Eventually.isTrue(() -> server.mail("bob").contains("hello"));
            Eventually.isTrue(() -> server.run("message", "trace", "--to", "BOB@example.test", "--way")
                    .output()
                    .contains("= bob@example.test: delivered, INBOX"));
            Commands.Result traced = server.run("message", "trace", "--from", "@example.net", "--way");
            assertThat(traced.output()).contains("received for bob@example.test by ESMTP", "LocalDelivery");
            String id = traced.output().split(" ", 2)[0];
            assertThat(server.run("message", "trace", id, "--json").output()).contains("\"state\" : \"delivered\"");

            Commands.Result replayed = server.run("pipeline", "trace", "--message", id);
            assertThat(replayed.output())
                    .contains("The content is from INBOX of bob@example.test", "bob@example.test is stored: INBOX");

            server.killChild();
            assertThat(server.run("message", "trace", id).output()).contains("= bob@example.test: delivered");
            assertThat(server.run("message", "trace", "NONE").exitCode()).isEqualTo(1);
            assertThat(server.run("message", "trace"))
                    .matches(usage -> usage.exitCode() == 2)
                    .matches(usage -> usage.output().contains("Usage: postrider message trace"));
            assertThat(server.run("pipeline", "trace"))
                    .matches(usage -> usage.exitCode() == 2)
                    .matches(usage -> usage.output().contains("Usage: postrider pipeline trace"));
            assertThat(server.run("pipeline", "trace", "nofile.eml", "--to", "bob@example.test")
                            .output())
                    .contains("the message nofile.eml cannot be read: there is no such file");
        }
    }

    @Test
    void showsEveryMistakeInTheConfigurationWithItsPlace() throws Exception {
        TestServer server = TestServer.create(folder);
        server.replaceInConf("pipeline.xml", "class=\"LocalDelivery\"", "class=\"LocalDelivry\"");
        server.replaceInConf("server.xml", "<postmaster>", "<postmastr>");
        server.replaceInConf("server.xml", "</postmaster>", "</postmastr>");

        Commands.Result check = server.run("config", "check");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.output())
                .containsPattern("pipeline\\.xml:\\d+:\\d+: .*LocalDelivry.*LocalDelivery")
                .containsPattern("server\\.xml:\\d+:\\d+: .*postmastr.*postmaster");
        assertThat(server.run("start").exitCode()).isEqualTo(1);
    }

    @Test
    void aMissingFileAndBrokenXmlAreNamed() throws Exception {
        TestServer server = TestServer.create(folder);
        Files.delete(server.conf("listeners.xml"));
        Files.writeString(server.conf("pipeline.xml"), "<pipeline>\n  <processor state=\"root\">\n</pipeline>");

        Commands.Result check = server.run("config", "check");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.output()).contains("listeners.xml").containsPattern("pipeline\\.xml:\\d+:\\d+: ");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        TestServer server = TestServer.create(folder);
        try (ServerSocket taken = new ServerSocket(server.port(143), 1, InetAddress.getLoopbackAddress())) {
            Commands.Result start = server.run("start");

            assertThat(start.exitCode()).isEqualTo(1);
            assertThat(start.output()).contains(":" + taken.getLocalPort()).contains("in use");
        }
    }

    @Test
    void aSecondServerOnTheSameHomeIsRefused() {
        try (TestServer server = TestServer.create(folder).start()) {
            Commands.Result second = server.run("run");

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.output()).contains("stop it first");
        }
    }

    @Test
    void aJarThatIsNoPluginIsNamed() throws Exception {
        TestServer server = TestServer.create(folder);
        Files.writeString(server.home().resolve("plugins/broken.jar"), "this is no jar");

        Commands.Result start = server.run("start");

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.output()).contains("broken.jar");
    }

    @Test
    void aTornJournalIsMendedAndNothingElseIsLost() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            server.startChild();
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                client.send(
                        "a@example.net",
                        List.of("bob@example.test"),
                        "Subject: one\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            server.killChild();
            try (var segments = Files.list(server.home().resolve("spool/journal"))) {
                Path last = segments.sorted().toList().getLast();
                Files.write(last, new byte[] {1, 2, 3, 4, 5, 6, 7}, StandardOpenOption.APPEND);
            }

            server.startChild();

            try (SmtpClient client = new SmtpClient(server.port(25))) {
                client.send(
                        "a@example.net",
                        List.of("bob@example.test"),
                        "Subject: two\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            Eventually.isTrue(() -> {
                try (var files = Files.walk(server.maildir("bob"))) {
                    return files.filter(file -> file.toString().contains(",S="))
                                    .filter(Files::isRegularFile)
                                    .count()
                            == 2;
                }
            });
        }
    }
}
