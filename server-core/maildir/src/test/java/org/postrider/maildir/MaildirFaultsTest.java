package org.postrider.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.SmallFiles;

/// What goes wrong around a Maildir, and costs nothing.
class MaildirFaultsTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final MailAddress EVE = MailAddress.parse("eve@example.test");

    @TempDir
    private Path home;

    private MaildirStore store;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.store(home, List.of());
        store.start();
    }

    @AfterEach
    void close() {
        store.stop();
    }

    @Test
    void anAccountWhoseFolderIsDeletedDoesNotStopTheCheckpointsOfTheOthers() throws Exception {
        append(BOB, "one");
        append(EVE, "two");
        SmallFiles.deleteTree(home.resolve("mail/example.test/bob"));

        store.checkpoint();

        try (Mailbox inbox = store.account(EVE).open(MailboxName.INBOX)) {
            assertThat(inbox.view().count()).isEqualTo(1);
        }
    }

    @Test
    void aFileWithAUidFarAwayGetsOneNearBy() throws Exception {
        append(BOB, "one");
        Files.writeString(cur(BOB).resolve("1.strange.host,S=5,W=5,U=4294967290:2,"), "a: b\n");
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            assertThat(inbox.view().count()).isEqualTo(2);
            assertThat(inbox.view().uidNext()).isLessThan(1_000_000);
        }
    }

    @Test
    void aMessageThatMovesBeforeACheckpointIsWholeAtItsNewPlace() throws Exception {
        append(BOB, "one");
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX);
                Mailbox archive = store.account(BOB).open(MailboxName.of("Archive"))) {
            Mailbox.CopyResult moved = inbox.move(UidSet.ALL, archive);
            assertThat(moved.copies()).hasSize(1);
            assertThat(archive.content(moved.copies().getFirst()).readAll(1000))
                    .asString(StandardCharsets.US_ASCII)
                    .endsWith("one\r\n");
        }
    }

    @Test
    void whatNobodyFinishesForDaysIsDeleted() throws Exception {
        Path tmp = Files.createDirectories(home.resolve("tmp"));
        Files.writeString(tmp.resolve("1.P1.host"), "half a mess");

        AbandonedFiles.delete(tmp, Instant.now());
        assertThat(names(tmp)).containsExactly("1.P1.host");

        AbandonedFiles.delete(tmp, Instant.now().plus(Duration.ofHours(37)));
        assertThat(names(tmp)).isEmpty();
    }

    private void append(MailAddress account, String text) throws Exception {
        byte[] octets = ("Subject: x\r\n\r\n" + text + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Mailbox inbox = store.account(account).open(MailboxName.INBOX)) {
            inbox.append(
                    new Mailbox.NewMessage(Content.of(octets), Flags.NONE, Optional.empty(), Optional.empty(), false));
        }
    }

    private Path cur(MailAddress account) {
        return home.resolve("mail/example.test").resolve(account.localPart()).resolve("Maildir/cur");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
