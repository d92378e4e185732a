package org.postrider.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mailboxes.TestAccounts.BOB;
import static org.postrider.mailboxes.TestAccounts.QUIET;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.UidSet;

class BackupTest {
    @TempDir
    private Path folder;

    private TestAccounts accounts;
    private MailboxTasks tasks;
    private List<String> before;

    @BeforeEach
    void backup() throws IOException {
        accounts = new TestAccounts().fill();
        tasks = accounts.tasks;
        before = accounts.messages(BOB, true, true);
        // Two messages are the same, and kept once.
        assertThat(tasks.backup(BOB, folder, "1", QUIET).messages()).isEqualTo(6);
        assertThat(files()).hasSize(5);
    }

    @Test
    void allComesBackToAStoreThatLostEverything() throws IOException {
        TestAccounts empty = new TestAccounts();

        MailboxTasks.Restored restored = empty.tasks.restore(BOB, folder, Optional.empty(), QUIET);

        assertThat(restored).isEqualTo(new MailboxTasks.Restored("1", 6, 0, 0, List.of()));
        assertThat(empty.messages(BOB, true, true)).isEqualTo(before);
        AccountStore bob = empty.store.account(BOB);
        assertThat(bob.list())
                .contains(new AccountStore.MailboxInfo(MailboxName.of("Sent"), true, Optional.of(SpecialUse.SENT)));
        assertThat(empty.mailboxes(BOB)).contains(MailboxName.of("Empty"));
        assertThat(bob.subscriptions()).containsExactly(TestAccounts.DEEP);
    }

    @Test
    void rightsAndAnnotationsComeBackWithTheirMailbox() throws IOException {
        String text = "ann@example.test\tlr\r\n\\t stays\\\\ \u00e4\n";
        AccountStore bob = accounts.store.account(BOB);
        bob.changeNote(TestAccounts.DEEP, "access", _ -> text);
        bob.changeNote(TestAccounts.DEEP, "metadata", _ -> "/shared/comment");
        tasks.backup(BOB, folder, "2", QUIET);
        bob.delete(TestAccounts.DEEP);

        tasks.restore(BOB, folder, Optional.empty(), QUIET);

        assertThat(bob.note(TestAccounts.DEEP, "access")).isEqualTo(text);
        assertThat(bob.note(TestAccounts.DEEP, "metadata")).isEqualTo("/shared/comment");
    }

    @Test
    void rightsThatWereTakenAwaySinceDoNotComeBack() throws IOException {
        AccountStore bob = accounts.store.account(BOB);
        bob.changeNote(TestAccounts.DEEP, "access", _ -> "ann");
        bob.changeNote(MailboxName.INBOX, "access", _ -> "before");
        tasks.backup(BOB, folder, "2", QUIET);
        bob.changeNote(TestAccounts.DEEP, "access", _ -> "");
        bob.changeNote(MailboxName.INBOX, "access", _ -> "now");

        tasks.restore(BOB, folder, Optional.empty(), QUIET);

        assertThat(bob.note(TestAccounts.DEEP, "access")).isEmpty();
        assertThat(bob.note(MailboxName.INBOX, "access")).isEqualTo("now");
    }

    @Test
    void aSecondBackupCopiesOnlyWhatIsNew() throws IOException {
        accounts.add(MailboxName.INBOX, "Subject: new\r\n\r\n", Flags.NONE);

        assertThat(tasks.backup(BOB, folder, "2", QUIET)).isEqualTo(new MailboxTasks.BackedUp("2", 7, 1, 0, List.of()));

        assertThat(files()).hasSize(6);
        assertThat(tasks.backups(BOB, folder)).containsExactly("1", "2");
    }

    @Test
    void whatWasDeletedComesBackAsOftenAsItIsDeleted() throws IOException {
        for (int i = 0; i < 2; i++) {
            accounts.store.account(BOB).delete(MailboxName.of("Sent"));
            try (Mailbox inbox = accounts.store.account(BOB).open(MailboxName.INBOX)) {
                long second = inbox.view().uid(1);
                inbox.expunge(UidSet.of(second, second + 1));
            }
            MailboxTasks.Restored restored = tasks.restore(BOB, folder, Optional.of("1"), QUIET);
            assertThat(accounts.messages(BOB, true, true)).isEqualTo(before);
            assertThat(restored.added() + restored.present()).isEqualTo(6);
        }
    }

    @Test
    void aRestoreAddsNothingToWhatIsThere() throws IOException {
        accounts.add(MailboxName.INBOX, "Subject: new\r\n\r\n", Flags.NONE);
        List<String> all = accounts.messages(BOB, true, true);

        assertThat(tasks.restore(BOB, folder, Optional.empty(), QUIET))
                .isEqualTo(new MailboxTasks.Restored("1", 0, 6, 0, List.of()));

        assertThat(accounts.messages(BOB, true, true)).isEqualTo(all);
    }

    @Test
    void aBackupThatIsDamagedGivesBackTheRestAndSaysWhatItLacks() throws IOException {
        List<Path> files = files();
        Files.writeString(files.get(0), "damaged");
        Files.delete(files.get(1));
        TestAccounts empty = new TestAccounts();

        MailboxTasks.Restored restored = empty.tasks.restore(BOB, folder, Optional.empty(), QUIET);

        assertThat(restored.faults())
                .anyMatch(fault -> fault.contains(files.get(0) + " is damaged"))
                .anyMatch(fault -> fault.contains("the backup lacks " + files.get(1)));
        assertThat(restored.added() + restored.faults().size()).isEqualTo(6);
    }

    @Test
    void whatABackupLacksIsCountedHoweverMuchItIs() throws IOException {
        for (int i = 0; i < 40; i++) {
            accounts.add(MailboxName.INBOX, "Subject: lost " + i + "\r\n\r\n", Flags.NONE);
        }
        tasks.backup(BOB, folder, "2", QUIET);
        for (Path file : files()) {
            Files.delete(file);
        }

        MailboxTasks.Restored restored = new TestAccounts().tasks.restore(BOB, folder, Optional.empty(), QUIET);

        assertThat(restored.failed()).isEqualTo(46);
        assertThat(restored.present()).isZero();
        assertThat(restored.faults()).hasSizeLessThan(46);
    }

    @Test
    void aListThatIsCutOffIsRefused() throws IOException {
        Path manifest = folder.resolve("bob@example.test/backups/1");
        List<String> lines = Files.readAllLines(manifest);
        Files.write(manifest, lines.subList(0, lines.size() - 1));
        assertThatThrownBy(() -> tasks.restore(BOB, folder, Optional.empty(), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("ends too early");
        Files.write(manifest, List.of(lines.get(0), "message\t1"));
        assertThatThrownBy(() -> tasks.restore(BOB, folder, Optional.empty(), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("1:2: the backup is damaged");
    }

    @Test
    void aBackupThatWasInterruptedCountsForNothing() throws IOException {
        accounts.add(MailboxName.INBOX, "Subject: new\r\n\r\n".repeat(200), Flags.NONE);
        for (int i = 0; i < 200; i++) {
            accounts.add(MailboxName.INBOX, "Subject: new " + i + "\r\n\r\n", Flags.NONE);
        }
        assertThatThrownBy(() -> tasks.backup(BOB, folder, "2", (_, _, _) -> {
                    throw new TaskCancelledException("nobody waits", new IOException("gone"));
                }))
                .isInstanceOf(TaskCancelledException.class);
        assertThat(tasks.backups(BOB, folder)).containsExactly("1");

        assertThat(tasks.backup(BOB, folder, "2", QUIET).messages()).isEqualTo(207);
    }

    @Test
    void aBackupThatIsNotThereIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> tasks.restore(BOB, folder, Optional.of("7"), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("there is no backup 7")
                .hasMessageContaining("there are: 1");
        assertThatThrownBy(() -> tasks.restore(BOB, folder.resolve("nowhere"), Optional.empty(), QUIET))
                .isInstanceOf(TaskRefusedException.class)
                .hasMessageContaining("there is no backup of bob@example.test");
    }

    @Test
    void aMessageThatCannotBeReadStopsNeitherBackupNorRestore() throws IOException {
        MailboxTasks.BackedUp done = accounts.damaged().backup(BOB, folder.resolve("other"), "1", QUIET);

        // The first of INBOX, of the deep one, and of Sent.
        assertThat(done.messages()).isEqualTo(3);
        assertThat(done.failed()).isEqualTo(3);
        assertThat(done.faults()).hasSize(3).contains("INBOX UID 1 cannot be read: the file is too short");
        assertThat(tasks.backups(BOB, folder.resolve("other"))).containsExactly("1");

        MailboxTasks.Restored restored = accounts.damaged().restore(BOB, folder, Optional.empty(), QUIET);

        assertThat(restored.added()).isEqualTo(3);
        assertThat(restored.faults()).contains("INBOX UID 1 cannot be read here: the file is too short");
    }

    @Test
    void aListThatRottedDoesNotStopTheNextBackup() throws IOException {
        for (byte[] rotten : List.of(
                new byte[] {(byte) 0xff, 0}, "postrider-backup\t1\nmessage\t1\n".getBytes(StandardCharsets.US_ASCII))) {
            Files.write(folder.resolve("bob@example.test/backups/1"), rotten);
            Files.deleteIfExists(folder.resolve("bob@example.test/backups/2"));

            MailboxTasks.BackedUp done = tasks.backup(BOB, folder, "2", QUIET);

            assertThat(done.messages()).isEqualTo(6);
            assertThat(done.failed()).isZero();
            assertThat(done.faults()).singleElement().asString().contains("backup 1 cannot be read");
            assertThat(new TestAccounts()
                            .tasks
                            .restore(BOB, folder, Optional.of("2"), QUIET)
                            .added())
                    .isEqualTo(6);
        }
    }

    // The messages that the backup has.
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("bob@example.test/messages"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
