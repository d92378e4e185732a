package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mailbox store of somebody's, dropped into `plugins/` and named in `server.xml`, serves SMTP and IMAP as ours do.
class ExampleStoreIT {
    private static final Path EXAMPLE =
            Path.of("../plugins-api/examples/logstore/src/main").toAbsolutePath();

    @TempDir
    private Path folder;

    @Test
    void mailIsDeliveredToItAndReadFromItAndThereAfterARestart() throws Exception {
        try (TestServer server = TestServer.create(folder)) {
            PluginBuild.jar(
                    EXAMPLE.resolve("java"),
                    EXAMPLE.resolve("resources"),
                    folder,
                    server.home().resolve("plugins/logstore.jar"));
            server.replaceInConf(
                    "server.xml", "<store type=\"maildir\"/>", "<store type=\"log\" folder=\"mail/log\"/>");
            server.start();
            try (SmtpClient client = new SmtpClient(server.port(25))) {
                for (int i = 1; i <= 3; i++) {
                    String message = "Subject: letter " + i + "\r\n\r\nWith strawberries.\r\n";
                    client.send(
                            "ann@example.net",
                            List.of("bob@example.test"),
                            message.getBytes(StandardCharsets.US_ASCII));
                }
            }
            try (ImapClient imap = client(server)) {
                Eventually.isTrue(() -> imap.select("INBOX") == 3);
                imap.command("CREATE Old");
                imap.command("MOVE 1 Old");
                imap.command("STORE 1 +FLAGS (\\Flagged kept)");
                assertThat(imap.command("SEARCH TEXT strawberr")).contains("* SEARCH 1 2");
            }
            assertThat(server.home().resolve("mail/log/accounts/bob%40example.test/changes"))
                    .isRegularFile();
            assertThat(Files.exists(server.maildir("bob"))).isFalse();
            server.stop();
            server.start();

            try (ImapClient imap = client(server)) {
                assertThat(imap.select("INBOX")).isEqualTo(2);
                assertThat(imap.command("FETCH 1 (UID FLAGS)").getFirst()).contains("UID 2", "\\Flagged", "kept");
                assertThat(imap.select("Old")).isEqualTo(1);
                assertThat(new String(imap.fetchLiteral(1, "BODY.PEEK[]"), StandardCharsets.US_ASCII))
                        .contains("Subject: letter ", "With strawberries.");
            }
        }
    }

    private static ImapClient client(TestServer server) throws Exception {
        ImapClient imap = new ImapClient(server.port(143));
        imap.login("bob@example.test", TestServer.PASSWORD);
        return imap;
    }
}
