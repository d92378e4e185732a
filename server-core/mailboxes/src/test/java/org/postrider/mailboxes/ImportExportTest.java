package org.postrider.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mailboxes.TestAccounts.BOB;
import static org.postrider.mailboxes.TestAccounts.CAROL;
import static org.postrider.mailboxes.TestAccounts.QUIET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// What bob exports, carol imports.
class ImportExportTest {
    @TempDir
    private Path folder;

    private TestAccounts accounts;
    private MailboxTasks tasks;

    @BeforeEach
    void fill() throws IOException {
        accounts = new TestAccounts().fill();
        tasks = accounts.tasks;
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void whatIsExportedIsImportedAgain(ExportFormat format) throws IOException {
        Path target = folder.resolve("export");
        assertThat(tasks.exportMail(BOB, Optional.empty(), format, target, QUIET))
                .isEqualTo(new MailboxTasks.Exported(6, 0, java.util.List.of()));

        MailboxTasks.Imported imported = tasks.importMail(CAROL, target.toString(), "", Optional.empty(), QUIET);

        assertThat(imported).isEqualTo(new MailboxTasks.Imported(6, 0, 0, java.util.List.of()));
        boolean flags = format == ExportFormat.MAILDIR || format == ExportFormat.MBOX;
        boolean lastBreak = format != ExportFormat.MBOX;
        assertThat(accounts.messages(CAROL, flags, lastBreak)).isEqualTo(accounts.messages(BOB, flags, lastBreak));
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void anImportThatIsRepeatedBringsNothingTwice(ExportFormat format) throws IOException {
        Path target = folder.resolve("export");
        tasks.exportMail(BOB, Optional.empty(), format, target, QUIET);
        AtomicInteger told = new AtomicInteger();
        tasks.importMail(CAROL, target.toString(), "", Optional.empty(), (_, _, _) -> told.incrementAndGet());

        MailboxTasks.Imported again = tasks.importMail(CAROL, target.toString(), "", Optional.empty(), QUIET);

        assertThat(again.added()).isZero();
        assertThat(again.known()).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void aMessageThatCannotBeReadIsNotExportedAndToldOf(ExportFormat format) throws IOException {
        Path target = folder.resolve("export");

        MailboxTasks.Exported exported = accounts.damaged().exportMail(BOB, Optional.empty(), format, target, QUIET);

        assertThat(exported.messages()).isEqualTo(3);
        assertThat(exported.failed()).isEqualTo(3);
        assertThat(exported.faults()).contains("INBOX UID 1 cannot be read: the file is too short");
        assertThat(tasks.importMail(CAROL, target.toString(), "", Optional.empty(), QUIET))
                .isEqualTo(new MailboxTasks.Imported(3, 0, 0, java.util.List.of()));
    }

    /// A user's folder is imported by a server that may read more than the user.
    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("key.eml"), "Subject: secret\n\nx\n");
        Path secrets = folder.resolve("secrets");
        Files.createDirectories(secrets.resolve("cur"));
        Files.createDirectories(secrets.resolve("new"));
        Files.writeString(secrets.resolve("cur/1"), "Subject: secret\n\nx\n");
        Path tree = Files.createDirectories(folder.resolve("tree"));
        Files.createSymbolicLink(tree.resolve("a.eml"), secret);
        Files.createSymbolicLink(tree.resolve("mails"), secrets);
        Path maildir = folder.resolve("maildir");
        Files.createDirectories(maildir.resolve("cur"));
        Files.createDirectories(maildir.resolve("new"));
        Files.createSymbolicLink(maildir.resolve("cur/1"), secret);
        Files.createSymbolicLink(maildir.resolve(".Sub"), secrets);
        Files.createSymbolicLink(maildir.resolve("dovecot-keywords"), secret);
        for (Path root : java.util.List.of(tree, maildir)) {
            MailboxTasks.Imported imported = tasks.importMail(CAROL, root.toString(), "", Optional.empty(), QUIET);

            assertThat(imported.added()).isZero();
            assertThat(imported.failed()).isEqualTo(2);
            assertThat(imported.failures()).allMatch(failure -> failure.endsWith("a symbolic link is not followed"));
        }
        // Who begins the import may name it by a link.
        Path link = Files.createSymbolicLink(folder.resolve("link"), secrets);
        assertThat(tasks.importMail(CAROL, link.toString(), "", Optional.empty(), QUIET)
                        .added())
                .isEqualTo(1);
    }

    @Test
    void allGoesBelowAMailboxWhereOneIsNamed() throws IOException {
        Path target = folder.resolve("export");
        tasks.exportMail(BOB, Optional.empty(), ExportFormat.MAILDIR, target, QUIET);

        tasks.importMail(CAROL, target.toString(), "", Optional.of(MailboxName.of("Old")), QUIET);

        assertThat(accounts.mailboxes(CAROL)).contains(MailboxName.of("Old"), MailboxName.of("Old", "Sent"));
        assertThat(tasks.list(CAROL))
                .filteredOn(listed -> listed.name().equals(MailboxName.of("Old")))
                .allMatch(listed -> listed.messages() == 4);
    }

    @Test
    void oneMailboxIsExportedAlone() throws IOException {
        Path target = folder.resolve("export");
        assertThat(tasks.exportMail(BOB, Optional.of(MailboxName.of("Sent")), ExportFormat.EML, target, QUIET)
                        .messages())
                .isEqualTo(1);
        assertThat(target.resolve("Sent")).isDirectoryContaining("glob:**.eml");
    }

    @Test
    void anExportWritesOverNothing() throws IOException {
        Files.writeString(folder.resolve("mine"), "precious");
        for (ExportFormat format : ExportFormat.values()) {
            assertThatThrownBy(() -> tasks.exportMail(BOB, Optional.empty(), format, folder, QUIET))
                    .isInstanceOf(TaskRefusedException.class)
                    .hasMessageContaining("not empty");
        }
    }

    @Test
    void aTreeOfThunderbirdIsUnderstood() throws IOException {
        Path root = Files.createDirectories(folder.resolve("profile"));
        Files.writeString(root.resolve("Inbox"), "From - Thu Jan  1 10:00:00 2024\nSubject: a\n\ntext\n\n");
        Files.createDirectories(root.resolve("Inbox.sbd"));
        Files.writeString(root.resolve("Inbox.sbd/Friends"), "From - Thu Jan  1 10:00:00 2024\nSubject: b\n\ntext\n\n");

        MailboxTasks.Imported imported = tasks.importMail(CAROL, root.toString(), "", Optional.empty(), QUIET);

        assertThat(imported.added()).isEqualTo(2);
        assertThat(accounts.mailboxes(CAROL)).contains(MailboxName.INBOX, MailboxName.of("INBOX", "Friends"));
    }

    @Test
    void aSourceThatIsNoneIsRefusedInASentence() {
        assertThatThrownBy(() -> tasks.importMail(CAROL, "/no/where", "", Optional.empty(), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("/no/where does not exist");
        assertThatThrownBy(() -> tasks.importMail(
                        MailAddress.parse("nobody@example.test"), folder.toString(), "", Optional.empty(), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("nobody@example.test");
        assertThatThrownBy(() -> tasks.importMail(CAROL, "imaps://nohost", "", Optional.empty(), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("imaps://USER@HOST");
    }

    @Test
    void whatIsVerifiedIsWhole() throws IOException {
        assertThat(tasks.verify(BOB, QUIET)).isEqualTo(new MailboxTasks.Verified(6, java.util.List.of()));
    }
}
