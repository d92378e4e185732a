package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;

/// What is noted of mailboxes.
abstract class NoteContract extends RemovedContract {
    private static final MailboxName WORK = MailboxName.of("Work");

    @Test
    void aMailboxHasNoNotesAtFirst() throws Exception {
        made("Work");
        assertThat(bob().note(WORK, "access")).isEmpty();
        assertThat(bob().note(MailboxName.INBOX, "access")).isEmpty();
    }

    @Test
    void keepsANoteAcrossARestart() throws Exception {
        made("Work");
        bob().changeNote(WORK, "access", _ -> "ann\tlr\nÄß€😀\n");
        bob().changeNote(MailboxName.INBOX, "access", _ -> "inbox");
        restart();
        assertThat(bob().note(WORK, "access")).isEqualTo("ann\tlr\nÄß€😀\n");
        assertThat(bob().note(MailboxName.INBOX, "access")).isEqualTo("inbox");
    }

    @Test
    void keepsNotesOfDifferentKeysApart() throws Exception {
        made("Work");
        bob().changeNote(WORK, "access", _ -> "one");
        bob().changeNote(WORK, "access-more", _ -> "two");
        assertThat(bob().note(WORK, "access")).isEqualTo("one");
        assertThat(bob().note(WORK, "access-more")).isEqualTo("two");
        assertThat(bob().noteKeys(WORK)).containsExactlyInAnyOrder("access", "access-more");
        assertThat(bob().noteKeys(MailboxName.INBOX)).isEmpty();
    }

    @Test
    void anEmptyNoteIsNone() throws Exception {
        made("Work");
        bob().changeNote(WORK, "access", _ -> "one");
        bob().changeNote(WORK, "access", before -> before.equals("one") ? "" : "two");
        assertThat(bob().note(WORK, "access")).isEmpty();
        assertThat(bob().noteKeys(WORK)).isEmpty();
    }

    @Test
    void aNoteIsRenamedWithItsMailbox() throws Exception {
        made("Work");
        made("Work", "Old").close();
        bob().changeNote(WORK, "access", _ -> "one");
        bob().changeNote(WORK.child("Old"), "access", _ -> "two");
        bob().rename(WORK, MailboxName.of("Play", "There"));
        assertThat(bob().note(MailboxName.of("Play", "There"), "access")).isEqualTo("one");
        assertThat(bob().note(MailboxName.of("Play", "There", "Old"), "access")).isEqualTo("two");
        bob().create(WORK, Optional.empty());
        assertThat(bob().note(WORK, "access")).isEmpty();
    }

    @Test
    void theNoteOfInboxStaysWhereInboxIsRenamed() throws Exception {
        bob().changeNote(MailboxName.INBOX, "access", _ -> "one");
        bob().rename(MailboxName.INBOX, WORK);
        assertThat(bob().note(MailboxName.INBOX, "access")).isEqualTo("one");
        assertThat(bob().note(WORK, "access")).isEmpty();
    }

    @Test
    void aNoteIsDeletedWithItsMailbox() throws Exception {
        made("Work").close();
        bob().changeNote(WORK, "access", _ -> "one");
        bob().delete(WORK);
        assertThatThrownBy(() -> bob().note(WORK, "access"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_FOUND));
        bob().create(WORK, Optional.empty());
        assertThat(bob().note(WORK, "access")).isEmpty();
    }

    @Test
    void refusesANoteThatIsTooLong() throws Exception {
        made("Work");
        String longest = "x".repeat(AccountStore.NOTE_LENGTH_MAX);
        bob().changeNote(WORK, "access", _ -> longest);
        assertThatThrownBy(() -> bob().changeNote(WORK, "access", before -> before + "x"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.INVALID));
        assertThat(bob().note(WORK, "access")).isEqualTo(longest);
    }

    @Test
    void aChangeThatFailsLeavesTheNoteAsItWas() throws Exception {
        made("Work");
        bob().changeNote(WORK, "access", _ -> "one");
        assertThatThrownBy(() -> bob().changeNote(WORK, "access", _ -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(bob().note(WORK, "access")).isEqualTo("one");
    }

    @Test
    void noChangeOfANoteIsLost() throws Exception {
        made("Work");
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> {
                    bob().changeNote(WORK, "access", before -> before + "x");
                    return true;
                }));
            }
        }
        for (Future<?> each : all) {
            each.get();
        }
        assertThat(bob().note(WORK, "access")).hasSize(20);
    }

    @Test
    void theMessagesOfAMailboxHaveNothingToDoWithItsNotes() throws Exception {
        Mailbox work = made("Work");
        bob().changeNote(WORK, "access", _ -> "one");
        fill(work, 2);
        restart();
        assertThat(uids(bob().open(WORK))).containsExactly(1L, 2L);
        assertThat(bob().list().stream().filter(info -> info.name().equals(WORK)))
                .hasSize(1);
    }
}
