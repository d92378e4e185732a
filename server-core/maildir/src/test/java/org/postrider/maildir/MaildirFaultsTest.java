package org.postrider.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.SmallFiles;
import org.postrider.storefiles.StoreServices;

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
    void aCopyOnAnotherDiskIsForcedBeforeItsSourceIsDeleted() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(home)));
        Path elsewhere = Files.createTempDirectory(memory, "postrider");
        try {
            append(BOB, "one");
            store.checkpoint();
            for (String part : List.of("cur", "new", "tmp")) {
                Files.createDirectory(elsewhere.resolve(part));
            }
            Files.createSymbolicLink(cur(BOB).resolveSibling(".Far"), elsewhere);
            try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX);
                    Mailbox far = store.account(BOB).open(MailboxName.of("Far"));
                    Recording forces = new Recording()) {
                forces.enable("jdk.FileForce").withoutThreshold();
                forces.start();
                assertThat(inbox.move(UidSet.ALL, far).copies()).hasSize(1);
                forces.stop();
                List<Path> forced = forced(forces);
                Path folder = cur(BOB).resolveSibling(".Far");
                assertThat(names(folder.resolve("new"))).hasSize(1);
                assertThat(forced)
                        .contains(folder.resolve("new"), folder.resolve("cur"))
                        .anyMatch(
                                file -> file.startsWith(folder.resolve("new")) && !file.equals(folder.resolve("new")));
                assertThat(far.view().count()).isEqualTo(1);
                assertThat(inbox.view().count()).isZero();
            }
        } finally {
            SmallFiles.deleteTree(elsewhere);
        }
    }

    @Test
    void aMoveSyncsTheFolderOfUnseenMessagesToo() throws Exception {
        append(BOB, "one");
        store.checkpoint();
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX);
                Mailbox archive = store.account(BOB).open(MailboxName.of("Archive"));
                Recording forces = new Recording()) {
            forces.enable("jdk.FileForce").withoutThreshold();
            forces.start();
            inbox.move(UidSet.ALL, archive);
            forces.stop();
            assertThat(forced(forces)).contains(cur(BOB).resolveSibling(".Archive/new"));
        }
    }

    @Test
    void aFileThatCannotBeTakenIsPassedOverAndHidesNothing() throws Exception {
        append(BOB, "one");
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            assertThat(inbox.view().unseen()).isEqualTo(1);
            Path mail = cur(BOB).resolveSibling("new")
                    .resolve(names(cur(BOB).resolveSibling("new")).getFirst());
            Files.move(mail, cur(BOB).resolve(mail.getFileName() + ":2,S"));
            // With what the server adds the name is too long for the file system.
            Files.writeString(cur(BOB).resolve("1.strange.host:2," + "g".repeat(230)), "a: b\n");
            Files.writeString(cur(BOB).resolve("2.good.host:2,"), "a: b\n");
            assertThat(inbox.view().count()).isEqualTo(2);
            assertThat(inbox.view().unseen()).isEqualTo(1);
        }
        close();
        open();
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            assertThat(inbox.view().count()).isEqualTo(2);
        }
    }

    @Test
    void aNameThatCannotBeWrittenKeepsNoOtherFromBeingWritten() throws Exception {
        Path folder = Files.createDirectories(home.resolve("one/cur"))
                .resolveSibling(".")
                .normalize();
        Files.writeString(folder.resolve("cur/1.a.host:2,"), "a: b\n");
        Files.writeString(folder.resolve("cur/2.b.host:2,"), "a: b\n");
        StoreServices services =
                new StoreServices(InstantSource.system(), "host", List.of(), TestStores.withoutSyncFs());
        MailboxState state = MailboxState.open(folder, ".", home.resolve("index"), services);
        Set<Keyword> keywords =
                IntStream.range(0, 30).mapToObj(i -> Keyword.of("key" + i)).collect(Collectors.toSet());
        Flags flags = Flags.of(Set.of(SystemFlag.SEEN), keywords);
        new FlagStore(state, Long.MAX_VALUE).run(UidSet.ALL, new FlagChange(FlagChange.Mode.ADD, flags));
        MessageFile first = state.messages().file(0);
        Path inTheWay =
                folder.resolve(first.withFlags(state.messages().flags(0)).path());
        Files.createDirectories(inTheWay);

        assertThat(new NameWriter(state).writeSome()).isFalse();

        assertThat(state.unwritten()).containsExactly(1L);
        assertThat(state.messages().file(1).info()).contains("S").contains("a");
        assertThat(MoreKeywords.read(folder).of(2)).isNotZero();
        Files.delete(inTheWay);
        assertThat(new NameWriter(state).writeSome()).isFalse();
        assertThat(state.unwritten()).isEmpty();
        assertThat(folder.resolve(state.messages().file(0).path())).exists();
        state.index().close();
        state.derived().close();
    }

    private List<Path> forced(Recording recording) throws IOException {
        Path file = home.resolve("forces.jfr");
        recording.dump(file);
        return RecordingFile.readAllEvents(file).stream()
                .map(event -> Path.of(String.valueOf(event.getString("path"))).normalize())
                .toList();
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
