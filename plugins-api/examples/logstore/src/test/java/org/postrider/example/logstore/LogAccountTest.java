package org.postrider.example.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

class LogAccountTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    @TempDir
    private Path folder;

    private LogStore store;

    @BeforeEach
    void open() throws Exception {
        store = new LogStore(new LogStore.Config(folder), InstantSource.system(), List.of());
        store.start();
    }

    @AfterEach
    void close() {
        store.stop();
    }

    @Test
    void aLongLogIsWrittenAnewAndLeadsToTheSame() throws Exception {
        AccountStore account = store.account(BOB);
        account.create(MailboxName.of("Old"), Optional.empty());
        account.delete(MailboxName.of("Old"));
        account.subscribe(MailboxName.of("Old"), true);
        account.changeNote(MailboxName.INBOX, "access", _ -> "note");
        long uidValidity;
        long modSeq;
        try (Mailbox inbox = account.open(MailboxName.INBOX)) {
            inbox.append(message("one"));
            inbox.append(message("two"));
            inbox.expunge(UidSet.of(2));
            for (int i = 0; i < 1_500; i++) {
                inbox.store(
                        UidSet.of(1),
                        new FlagChange(
                                i % 2 == 0 ? FlagChange.Mode.ADD : FlagChange.Mode.REMOVE, Flags.of(SystemFlag.SEEN)),
                        Long.MAX_VALUE);
            }
            modSeq = inbox.view().highestModSeq();
            uidValidity = inbox.view().uidValidity();
        }
        long before = Files.size(log());

        close();
        open();
        store.account(BOB);
        assertThat(Files.size(log())).isLessThan(before / 10);
        close();
        open();
        AccountStore again = store.account(BOB);
        assertThat(again.subscriptions()).containsExactly(MailboxName.of("Old"));
        assertThat(again.note(MailboxName.INBOX, "access")).isEqualTo("note");
        try (Mailbox inbox = again.open(MailboxName.INBOX)) {
            assertThat(inbox.view().uidValidity()).isEqualTo(uidValidity);
            assertThat(inbox.view().highestModSeq()).isEqualTo(modSeq);
            assertThat(inbox.view().uidNext()).isEqualTo(3);
            assertThat(inbox.view().count()).isEqualTo(1);
            assertThat(inbox.append(message("two")).added()).isFalse();
        }
        again.create(MailboxName.of("Old"), Optional.empty());
        try (Mailbox old = again.open(MailboxName.of("Old"))) {
            assertThat(old.view().uidValidity()).isGreaterThan(uidValidity + 1);
        }
    }

    @Test
    void theFilesOfMessagesGoWithTheLastCopy() throws Exception {
        AccountStore account = store.account(BOB);
        account.create(MailboxName.of("Copy"), Optional.empty());
        try (Mailbox inbox = account.open(MailboxName.INBOX);
                Mailbox copy = account.open(MailboxName.of("Copy"))) {
            inbox.append(message("one"));
            inbox.copy(UidSet.ALL, copy);
            inbox.expunge(UidSet.ALL);
            assertThat(files()).hasSize(1);
            account.delete(MailboxName.of("Copy"));
            assertThat(files()).isEmpty();
        }
        Files.writeString(folder.resolve("accounts/bob%40example.test/messages/77"), "left by a crash");
        close();
        open();
        store.account(BOB);
        assertThat(files()).isEmpty();
    }

    private Path log() {
        return folder.resolve("accounts/bob%40example.test/changes");
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("accounts/bob%40example.test/messages"))) {
            return files.toList();
        }
    }

    private static Mailbox.NewMessage message(String id) {
        return new Mailbox.NewMessage(
                Content.of("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                Flags.NONE,
                Optional.empty(),
                Optional.of(new DeliveryName(new MailId(id), BOB)),
                false);
    }
}
