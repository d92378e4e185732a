package org.postrider.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.storefiles.StoreServices;

/// Two programs, one file.
@Timeout(60)
class LockTest extends StoreTest {
    @ParameterizedTest
    @ValueSource(strings = {"dot", "fcntl"})
    void whoeverComesSecondWaits(String kind) throws Exception {
        try (Mailbox inbox = inbox();
                OtherProgram other = OtherProgram.start(kind, inboxFile());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(other.says()).isEqualTo("locked");
            Future<Mailbox.Appended> ours = threads.submit(() -> inbox.append(simple("ours")));
            assertThatThrownBy(() -> ours.get(100, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            other.goOn();
            assertThat(other.end()).isZero();
            assertThat(ours.get().uid()).isEqualTo(2);
            assertThat(text(inbox, 1)).isEqualTo("Subject: foreign\r\n\r\nx\r\n");
            assertThat(text(inbox, 2)).isEqualTo("Subject: ours\r\n\r\nours\r\n");
        }
    }

    @Test
    void bothLocksAreHeldUntilTheWorkIsDone() throws Exception {
        StoreServices services =
                new StoreServices(java.time.InstantSource.system(), "host", List.of(), TestStores.withoutSyncFs());
        MboxState state = MboxState.open(folder(), "INBOX", true, home.resolve("index"), services, locks("us"));
        try {
            deliver("Subject: foreign\n\nx\n");
            try (LockedFile file = state.lockFile()) {
                assertThat(state.refresh(file)).isEqualTo(MboxState.Change.MESSAGES);
                assertThat(fcntlLock()).isEqualTo("held");
                new Transfer(state, file, state, file, true, 1).run(UidSet.of(1));
                assertThat(fcntlLock()).isEqualTo("held");
            }
            assertThat(fcntlLock()).isEqualTo("free");
            assertThat(state.refresh()).isEqualTo(MboxState.Change.NONE);
        } finally {
            state.close();
        }
    }

    private String fcntlLock() throws Exception {
        try (OtherProgram other = OtherProgram.start("try", inboxFile())) {
            return other.says();
        }
    }

    @Test
    void nothingIsLostWhereBothWriteAllTheTime() throws Exception {
        int foreign = 150;
        int removed = 0;
        List<Long> mine = new ArrayList<>();
        try (Mailbox inbox = inbox();
                OtherProgram other = OtherProgram.start(String.valueOf(foreign), inboxFile())) {
            for (int i = 0; i < 200; i++) {
                mine.add(inbox.append(simple("ours " + i)).uid());
                if (i % 5 == 4) {
                    inbox.expunge(UidSet.of(mine.remove(mine.size() / 2)));
                    removed++;
                }
                if (i % 3 == 0) {
                    add(
                            inbox,
                            mine.get(i % mine.size()),
                            org.postrider.api.store.Flags.of(org.postrider.api.store.SystemFlag.SEEN));
                }
            }
            assertThat(other.end()).isZero();
            assertThat(uids(inbox))
                    .containsAll(mine)
                    .hasSize(200 - removed + foreign)
                    .isSorted();
            int foreignThere = 0;
            for (long uid : uids(inbox)) {
                String text = text(inbox, uid);
                if (!mine.contains(uid)) {
                    assertThat(text).isEqualTo("Subject: foreign\r\n\r\nx\r\n");
                    foreignThere++;
                }
            }
            assertThat(foreignThere).isEqualTo(foreign);
        }
    }

    @Test
    void aLockThatIsNotGivenUpIsToldOf() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        MailLocks locks = impatient();
        Files.writeString(MailLocks.dotLock(file), "0\n");
        assertThatThrownBy(() -> locks.lock(file, false))
                .hasMessageContaining("another program holds the mailbox's lock")
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.TEMPORARY));
        assertThat(MailLocks.dotLock(file)).exists();
    }

    @Test
    void aLockThatWasLeftBehindIsRemoved() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        // By an earlier run of this server with the same process number, as in a container.
        Files.writeString(MailLocks.dotLock(file), ProcessHandle.current().pid() + ":host:before\n");
        locks("us").lock(file, false).close();
        // By a process that is no more.
        Files.writeString(MailLocks.dotLock(file), "99999999:host:x\n");
        locks("us").lock(file, false).close();
        // By anybody, long ago.
        Files.writeString(MailLocks.dotLock(file), "0\n");
        Files.setLastModifiedTime(
                MailLocks.dotLock(file), FileTime.from(Instant.now().minusSeconds(700)));
        locks("us").lock(file, false).close();
        assertThat(MailLocks.dotLock(file)).doesNotExist();
    }

    @Test
    void aLockOfAnotherComputerIsLeftAlone() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        Files.writeString(MailLocks.dotLock(file), "99999999:elsewhere:x\n");
        assertThatThrownBy(() -> impatient().lock(file, false)).isInstanceOf(StoreException.class);
    }

    @Test
    void bothLocksAreGivenUp() throws Exception {
        Path file = Files.createFile(home.resolve("file"));
        try (LockedFile _ = locks("us").lock(file, false)) {
            assertThat(MailLocks.dotLock(file)).content().endsWith(":host:us\n");
        }
        assertThat(MailLocks.dotLock(file)).doesNotExist();
        assertThatThrownBy(() -> locks("us").lock(home.resolve("none"), false))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
        assertThat(home.resolve("none.lock")).doesNotExist();
    }

    private static MailLocks locks(String token) {
        return locks(token, Duration.ofSeconds(30));
    }

    private static MailLocks impatient() {
        return locks("us", Duration.ofMillis(50));
    }

    private static MailLocks locks(String token, Duration timeout) {
        return new MailLocks(timeout, Duration.ofMinutes(10), "host", token);
    }
}
