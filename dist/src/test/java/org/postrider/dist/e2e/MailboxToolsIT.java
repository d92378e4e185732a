package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `postrider mailbox` on a server that runs.
class MailboxToolsIT {
    private static final int MESSAGES = 5;

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.create(folder).start();
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            for (int i = 1; i <= MESSAGES; i++) {
                String message = "From: a@example.net\r\nSubject: number " + i + "\r\n\r\nbody\r\n";
                client.send("a@example.net", List.of("bob@example.test"), message.getBytes(StandardCharsets.US_ASCII));
            }
        }
        Eventually.isTrue(() -> list("bob").contains("5 messages"));
        try (ImapClient imap = imap("bob")) {
            imap.select("INBOX");
            imap.command("STORE 2 +FLAGS (\\Flagged $Forwarded)");
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void mailMovesToAnotherAccountByFilesAndByImap() throws Exception {
        Path target = folder.resolve("out");
        assertThat(mailbox("export", target.toString(), "--all").output())
                .contains("bob@example.test: messages 5", "alice@example.test: messages 0");

        assertThat(mailbox(
                                "import",
                                "alice@example.test",
                                target.resolve("bob@example.test").toString())
                        .output())
                .contains("added 5");
        assertThat(mailbox(
                                "import",
                                "alice@example.test",
                                target.resolve("bob@example.test").toString())
                        .output())
                .contains("added 0 known 5");
        String source = "imap://bob%40example.test@127.0.0.1:" + server.port(143);
        Commands.Result fetched = server.runWithInput(
                TestServer.PASSWORD + "\n",
                "mailbox",
                "import",
                "alice@example.test",
                source,
                "--into",
                "Old",
                "--password-stdin");
        assertThat(fetched.output()).contains("added 5");

        try (ImapClient imap = imap("alice")) {
            for (String mailbox : List.of("INBOX", "Old")) {
                imap.select(mailbox);
                assertThat(imap.command("SEARCH FLAGGED KEYWORD $Forwarded SUBJECT number"))
                        .anyMatch("* SEARCH 2"::equals);
            }
        }
    }

    @Test
    void whatIsDeletedComesBackFromABackup() throws Exception {
        Path target = folder.resolve("backups");
        assertThat(mailbox("backup", target.toString(), "--domain", "example.test")
                        .output())
                .contains("messages 5 added 5");
        try (ImapClient imap = imap("bob")) {
            imap.select("INBOX");
            imap.command("STORE 2:3 +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }

        assertThat(mailbox("restore", target.toString(), "--account", "bob@example.test")
                        .output())
                .contains("added 2 present 3");

        try (ImapClient imap = imap("bob")) {
            imap.select("INBOX");
            assertThat(imap.command("SEARCH FLAGGED KEYWORD $Forwarded")).anyMatch("* SEARCH 4"::equals);
        }
        assertThat(mailbox("verify", "--all").output()).contains("bob@example.test: messages 5");
        assertThat(mailbox("list", "--account", "bob@example.test", "--json").output())
                .contains("\"messages\" : 5");
        assertThat(mailbox("restore", target.toString(), "--account", "bob@example.test", "--list")
                        .output())
                .contains("backups [20");
    }

    @Test
    void whatIsWrongIsMendedWhileTheMailboxIsOpen() throws Exception {
        try (ImapClient imap = imap("bob")) {
            imap.select("INBOX");
            assertThat(imap.command("SEARCH BODY body")).anyMatch("* SEARCH 1 2 3 4 5"::equals);
            List<String> before = imap.command("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)");
            Commands.shell("rm -r " + server.maildir("bob").resolveSibling("index"));

            Commands.Result dry = mailbox("repair", "--account", "bob@example.test", "--dry-run");
            assertThat(dry.exitCode()).as(dry.output()).isEqualTo(1);
            assertThat(dry.output()).contains("to mend: INBOX: the index is missing");
            assertThat(mailbox("repair", "--domain", "example.test").output())
                    .contains("bob@example.test: messages 5 mended ")
                    .contains("mended: INBOX: the index is missing or not as it should be and is written anew");
            Commands.Result again = mailbox("repair", "--all", "--json");
            assertThat(again.exitCode()).as(again.output()).isZero();
            assertThat(again.output()).contains("\"mended\" : 0");

            assertThat(mailbox("reindex", "--account", "bob@example.test", "--caches")
                            .output())
                    .contains("bob@example.test: indexed 5 derived 5");
            assertThat(imap.command("SEARCH BODY body")).anyMatch("* SEARCH 1 2 3 4 5"::equals);
            assertThat(withoutTag(imap.command("UID FETCH 1:* (FLAGS INTERNALDATE RFC822.SIZE)")))
                    .isEqualTo(withoutTag(before));
        }
    }

    private static List<String> withoutTag(List<String> lines) {
        return lines.subList(0, lines.size() - 1);
    }

    @Test
    void whatCannotBeDoneIsSaidInASentence() throws Exception {
        assertThat(refused("import", "bob@example.test", "/no/where")).contains("/no/where does not exist");
        assertThat(refused("list", "--account", "nobody@example.test"))
                .contains("there is no user nobody@example.test");
        assertThat(refused("restore", folder.resolve("nowhere").toString(), "--all"))
                .contains("there is no backup of alice@example.test");
        Files.writeString(folder.resolve("file"), "");
        assertThat(refused("backup", folder.resolve("file").toString(), "--all"))
                .contains("file");
        assertThat(mailbox("list").exitCode()).isEqualTo(2);
    }

    private String refused(String... arguments) {
        Commands.Result result = mailbox(arguments);
        assertThat(result.exitCode()).as(result.output()).isEqualTo(1);
        assertThat(result.output()).doesNotContain("\tat ");
        return result.output();
    }

    private Commands.Result mailbox(String... arguments) {
        List<String> all = new ArrayList<>(List.of("mailbox"));
        all.addAll(List.of(arguments));
        return server.run(all.toArray(String[]::new));
    }

    private String list(String user) {
        return mailbox("list", "--account", user + "@example.test").output();
    }

    private ImapClient imap(String user) throws Exception {
        ImapClient imap = new ImapClient(server.port(143));
        imap.login(user + "@example.test", TestServer.PASSWORD);
        return imap;
    }
}
