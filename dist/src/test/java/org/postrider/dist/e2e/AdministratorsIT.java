package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Administrators and groups, made by command while the server runs, as a mail program sees them.
class AdministratorsIT {
    @TempDir
    private Path folder;

    @Test
    void anAdministratorSetsQuotasFromAMailProgram() throws Exception {
        try (TestServer server = TestServer.create(folder).start()) {
            server.addUser("carol@example.test");
            try (ImapClient carol = login(server, "carol")) {
                assertThatThrownBy(() -> carol.command("SETQUOTA bob@example.test (STORAGE 512)"))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("NONEXISTENT");
                TestServer.assertOk(server.run("user", "administers", "carol@example.test", "domain"));
                Eventually.isTrue(() -> carol.command("CAPABILITY").getFirst().contains("QUOTASET"));
                assertThat(carol.command("SETQUOTA bob@example.test (STORAGE 512 MAILBOX 40)")
                                .getFirst())
                        .startsWith("* QUOTA \"bob@example.test\" (STORAGE 0 512 MAILBOX ");
            }
            assertThat(server.run("user", "quota", "bob@example.test").output().lines())
                    .containsExactly("storage    512KiB", "messages   none", "mailboxes  40");
            assertThat(server.run("user", "list", "--json").output()).contains("\"domain\"");
        }
    }

    @Test
    void whatIsSharedWithAGroupIsSeenByItsMembersAlone() throws Exception {
        try (TestServer server = TestServer.create(folder).start()) {
            server.addUser("carol@example.test");
            assertThat(server.run("mailbox", "share", "bob@example.test", "INBOX", "--with", "group:staff")
                            .exitCode())
                    .isEqualTo(1);
            TestServer.assertOk(server.run("user", "groups", "carol@example.test", "--add", "Staff"));
            assertThat(server.run("user", "groups", "carol@example.test")
                            .output()
                            .strip())
                    .isEqualTo("staff");
            Eventually.isTrue(() -> server.run("mailbox", "share", "bob@example.test", "INBOX", "--with", "group:staff")
                            .exitCode()
                    == 0);
            try (ImapClient carol = login(server, "carol")) {
                assertThat(carol.command("LIST \"\" \"Other Users/*\""))
                        .anyMatch(line -> line.contains("Other Users/bob/INBOX"));
                TestServer.assertOk(server.run("user", "groups", "carol@example.test", "--remove", "staff"));
                Eventually.isTrue(() -> carol.command("LIST \"\" \"Other Users/*\"").stream()
                        .noneMatch(line -> line.contains("Other Users/bob/INBOX")));
            }
        }
    }

    private static ImapClient login(TestServer server, String name) throws IOException {
        ImapClient client = new ImapClient(server.port(143));
        client.login(name + "@example.test", TestServer.PASSWORD);
        return client;
    }
}
