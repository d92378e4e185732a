package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;

/// Copying and moving.
abstract class TransferContract extends FlagContract {
    @Test
    void aCopyHasOctetsFlagsAndDate() throws Exception {
        Flags flags = FLAGGED.with(keywords("work", "$Important"));
        Instant date = Instant.parse("2020-02-02T02:02:02Z");
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            other.append(message("there before", keywords("other", "letters")));
            inbox.append(dated("copied", date));
            store(inbox, UidSet.of(1), Mode.SET, flags);
            Mailbox.CopyResult result = inbox.copy(UidSet.of(1), other);
            long copy = result.copies().getFirst();
            assertThat(text(other, copy)).isEqualTo(octets("copied"));
            assertThat(flags(other, copy)).isEqualTo(flags);
            assertThat(other.view().internalDate(other.view().position(copy))).isEqualTo(date);
            assertThat(text(inbox, 1)).isEqualTo(octets("copied"));
        }
        restart();
        try (Mailbox other = bob().open(MailboxName.of("Other"))) {
            assertThat(flags(other, 2)).isEqualTo(flags);
            assertThat(text(other, 2)).isEqualTo(octets("copied"));
            assertThat(other.view().internalDate(1)).isEqualTo(date);
        }
    }

    @Test
    void copiesAreInTheOrderOfTheirSources() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 6);
            inbox.expunge(UidSet.of(3));
            Mailbox.CopyResult result = inbox.copy(UidSet.of(5, 1, 3, 4, 99), other);
            assertThat(result.sources()).containsExactly(1L, 4L, 5L);
            assertThat(result.copies()).isSorted().isEqualTo(uids(other));
            assertThat(result.uidValidity()).isEqualTo(other.view().uidValidity());
            assertThat(text(other, result.copies().get(1))).isEqualTo(octets("message 4"));
        }
    }

    @Test
    void aCopyLivesOnWithoutItsSource() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 1);
            long copy = inbox.copy(UidSet.of(1), other).copies().getFirst();
            store(inbox, UidSet.of(1), Mode.ADD, SEEN);
            assertThat(flags(other, copy)).isEqualTo(Flags.NONE);
            inbox.expunge(UidSet.ALL);
            assertThat(text(other, copy)).isEqualTo(octets("message 1"));
        }
    }

    @Test
    void copyingNothingIsNothing() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            long before = other.view().highestModSeq();
            assertThat(inbox.copy(UidSet.of(1, 2), other).copies()).isEmpty();
            assertThat(inbox.move(UidSet.EMPTY, other).copies()).isEmpty();
            assertThat(other.view().highestModSeq()).isEqualTo(before);
        }
    }

    @Test
    void aMessageCanBeCopiedWithinItsMailbox() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 2);
            Mailbox.CopyResult result = inbox.copy(UidSet.ALL, inbox);
            assertThat(result.copies()).containsExactly(3L, 4L);
            assertThat(text(inbox, 4)).isEqualTo(octets("message 2"));
            assertThat(inbox.view().count()).isEqualTo(4);
        }
    }

    @Test
    void aMessageCanBeMovedWithinItsMailbox() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 2);
            inbox.move(UidSet.of(1), inbox);
            assertThat(uids(inbox)).containsExactly(2L, 3L);
            assertThat(text(inbox, 3)).isEqualTo(octets("message 1"));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(2L, 3L);
        }
    }

    @Test
    void aMoveLeavesNothingBehind() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 4);
            store(inbox, UidSet.of(2), Mode.ADD, keywords("moved"));
            long known = inbox.view().highestModSeq();
            Mailbox.CopyResult result = inbox.move(UidSet.of(2, 3), other);
            assertThat(result.sources()).containsExactly(2L, 3L);
            assertThat(uids(inbox)).containsExactly(1L, 4L);
            assertThat(inbox.changesSince(known).vanished()).isEqualTo(UidSet.of(2, 3));
            assertThat(flags(other, result.copies().getFirst())).isEqualTo(keywords("moved"));
        }
        restart();
        try (Mailbox inbox = inbox();
                Mailbox other = bob().open(MailboxName.of("Other"))) {
            assertThat(uids(inbox)).containsExactly(1L, 4L);
            assertThat(other.view().count()).isEqualTo(2);
            assertThat(text(other, 1)).isEqualTo(octets("message 2"));
        }
    }

    @Test
    void twoWhoMoveTheSameMessagesMoveThemOnce() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox again = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 200);
            List<Mailbox.CopyResult> results =
                    Concurrently.run(() -> inbox.move(UidSet.ALL, other), () -> again.move(UidSet.ALL, other));
            assertThat(results.stream().mapToInt(each -> each.copies().size()).sum())
                    .isEqualTo(200);
            assertThat(other.view().count()).isEqualTo(200);
            assertThat(inbox.view().count()).isZero();
        }
    }

    @Test
    void movesInBothDirectionsDoNotBlockEachOther() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 50);
            fill(other, 50);
            Concurrently.run(
                    () -> {
                        for (int i = 0; i < 30; i++) {
                            inbox.move(UidSet.ALL, other);
                        }
                        return 0;
                    },
                    () -> {
                        for (int i = 0; i < 30; i++) {
                            other.move(UidSet.ALL, inbox);
                        }
                        return 0;
                    });
            assertThat(inbox.view().count() + other.view().count()).isEqualTo(100);
        }
    }

    @Test
    void copyingIntoADeletedMailboxIsRefused() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 2);
            bob().delete(MailboxName.of("Other"));
            assertKind(StoreException.Kind.NOT_FOUND, () -> inbox.copy(UidSet.ALL, other));
            assertKind(StoreException.Kind.NOT_FOUND, () -> inbox.move(UidSet.ALL, other));
            assertThat(uids(inbox)).containsExactly(1L, 2L);
            assertThat(text(inbox, 2)).isEqualTo(octets("message 2"));
        }
    }

    @Test
    void mailCanBeCopiedToAnotherAccount() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox anns = store().account(ANN).open(MailboxName.INBOX)) {
            fill(inbox, 1);
            inbox.copy(UidSet.ALL, anns);
            assertThat(text(anns, 1)).isEqualTo(octets("message 1"));
        }
    }
}
