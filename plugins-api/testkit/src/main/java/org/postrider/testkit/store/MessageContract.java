package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;

/// Messages: UIDs, octets, dates, expunges, deliveries, derived fields.
abstract class MessageContract extends StoreFixture {
    @Test
    void aNewInboxIsEmpty() throws Exception {
        try (Mailbox inbox = inbox()) {
            MailboxView view = inbox.view();
            assertThat(view.count()).isZero();
            assertThat(view.unseen()).isZero();
            assertThat(view.uidNext()).isEqualTo(1);
            assertThat(view.uidValidity()).isBetween(1L, UidSet.UID_MAX);
            assertThat(view.highestModSeq()).isPositive();
        }
    }

    @Test
    void uidsAscendAndUidNextIsAboveThemAll() throws Exception {
        try (Mailbox inbox = inbox()) {
            assertThat(fill(inbox, 5)).isSorted().doesNotHaveDuplicates().isEqualTo(uids(inbox));
            assertThat(inbox.view().uidNext()).isGreaterThan(uids(inbox).getLast());
        }
    }

    @Test
    void anExpungedUidIsNeverUsedAgain() throws Exception {
        try (Mailbox inbox = inbox()) {
            long last = fill(inbox, 3).getLast();
            inbox.expunge(UidSet.of(last));
            assertThat(inbox.append(message("next")).uid()).isGreaterThan(last);
        }
    }

    @Test
    void anExpungedUidIsNotUsedAgainAfterARestart() throws Exception {
        long last;
        try (Mailbox inbox = inbox()) {
            last = fill(inbox, 3).getLast();
            inbox.expunge(UidSet.ALL);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().uidNext()).isGreaterThan(last);
            assertThat(inbox.append(message("next")).uid()).isGreaterThan(last);
        }
    }

    @Test
    void uidNextIsNeverAboveTheNextUid() throws Exception {
        try (Mailbox inbox = inbox()) {
            for (int i = 0; i < 5; i++) {
                long next = inbox.view().uidNext();
                assertThat(inbox.append(message("x")).uid()).isGreaterThanOrEqualTo(next);
            }
        }
    }

    @Test
    void aPositionIsFoundByUid() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 4);
            inbox.expunge(UidSet.of(2));
            MailboxView view = inbox.view();
            assertThat(view.position(1)).isZero();
            assertThat(view.position(3)).isEqualTo(1);
            assertThat(view.position(2)).isEqualTo(-2);
            assertThat(view.position(99)).isEqualTo(-4);
            assertThat(view.position(view.uid(2))).isEqualTo(2);
        }
    }

    @Test
    void aViewDoesNotChange() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            MailboxView before = inbox.view();
            store(inbox, UidSet.ALL, org.postrider.api.store.FlagChange.Mode.ADD, SEEN);
            inbox.append(message("later"));
            inbox.expunge(UidSet.of(1));
            assertThat(uids(before)).containsExactly(1L, 2L, 3L);
            assertThat(before.flags(0)).isEqualTo(Flags.NONE);
            assertThat(before.unseen()).isEqualTo(3);
            assertThat(before.uidNext()).isEqualTo(4);
            assertThat(before.modSeq(2)).isLessThanOrEqualTo(before.highestModSeq());
        }
    }

    @Test
    void contentComesBackOctetForOctet() throws Exception {
        byte[] octets = new byte[300_000];
        new Random(7).nextBytes(octets);
        Mailbox.NewMessage message =
                new Mailbox.NewMessage(Content.of(octets), Flags.NONE, Optional.empty(), Optional.empty(), true);
        try (Mailbox inbox = inbox()) {
            long uid = inbox.append(message).uid();
            assertThat(inbox.content(uid).readAll(octets.length)).isEqualTo(octets);
            assertThat(inbox.content(uid).size()).isEqualTo(octets.length);
            assertThat(inbox.content(uid).slice(1000, 500).readAll(500))
                    .isEqualTo(java.util.Arrays.copyOfRange(octets, 1000, 1500));
            assertThat(inbox.view().size(0)).isEqualTo(octets.length);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.content(1).readAll(octets.length)).isEqualTo(octets);
        }
    }

    @Test
    void anEmptyMessageIsAMessage() throws Exception {
        Mailbox.NewMessage empty =
                new Mailbox.NewMessage(Content.of(new byte[0]), Flags.NONE, Optional.empty(), Optional.empty(), false);
        try (Mailbox inbox = inbox()) {
            long uid = inbox.append(empty).uid();
            assertThat(inbox.content(uid).readAll(1)).isEmpty();
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().size(0)).isZero();
        }
    }

    @Test
    void contentCanBeReadWhileFlagsChange() throws Exception {
        try (Mailbox inbox = inbox()) {
            long uid = inbox.append(message("hello")).uid();
            Content content = inbox.content(uid);
            store(inbox, UidSet.of(uid), org.postrider.api.store.FlagChange.Mode.ADD, SEEN);
            store().checkpoint();
            assertThat(content.readAll(1000)).isEqualTo(content("hello").readAll(1000));
        }
    }

    @Test
    void aMessageThatIsNotThereIsNotFound() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            Content content = inbox.content(1);
            inbox.expunge(UidSet.of(1));
            assertNotFound(() -> inbox.content(1));
            assertNotFound(() -> inbox.content(77));
            assertNotFound(() -> inbox.derived(1, field));
            assertThatThrownBy(() -> content.readAll(1000)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theInternalDateIsThatWhichWasGiven() throws Exception {
        Instant date = Instant.parse("1999-12-31T23:59:58Z");
        try (Mailbox inbox = inbox()) {
            inbox.append(dated("old", date));
            inbox.append(dated("not yet", Instant.parse("2037-01-02T03:04:05Z")));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().internalDate(0)).isEqualTo(date);
            assertThat(inbox.view().internalDate(1)).isEqualTo(Instant.parse("2037-01-02T03:04:05Z"));
        }
    }

    @Test
    void expungeSaysWhatWasThere() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 5);
            assertThat(inbox.expunge(UidSet.of(2, 4, 99))).isEqualTo(UidSet.of(2, 4));
            assertThat(inbox.expunge(UidSet.of(2, 4, 99))).isEqualTo(UidSet.EMPTY);
            assertThat(inbox.expunge(UidSet.EMPTY)).isEqualTo(UidSet.EMPTY);
            assertThat(uids(inbox)).containsExactly(1L, 3L, 5L);
        }
    }

    @Test
    void aDeliveryIsMadeOnce() throws Exception {
        try (Mailbox inbox = inbox()) {
            Mailbox.Appended first = inbox.append(delivery("m1", BOB, "once"));
            Mailbox.Appended again = inbox.append(delivery("m1", BOB, "once"));
            assertThat(first.added()).isTrue();
            assertThat(again).isEqualTo(new Mailbox.Appended(first.uidValidity(), first.uid(), false));
            assertThat(inbox.view().count()).isEqualTo(1);
        }
    }

    @Test
    void aDeliveryIsTheMailAndTheRecipient() throws Exception {
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.append(delivery("m1", BOB, "x")).added()).isTrue();
            assertThat(inbox.append(delivery("m1", ANN, "x")).added()).isTrue();
            assertThat(inbox.append(delivery("m2", BOB, "x")).added()).isTrue();
            assertThat(inbox.append(delivery("m1-1", BOB, "x")).added()).isTrue();
            assertThat(inbox.append(message("x")).added()).isTrue();
            assertThat(inbox.append(message("x")).added()).isTrue();
        }
    }

    @Test
    void aDeliveryIsKnownAfterARestart() throws Exception {
        String id = "m".repeat(100);
        long uid;
        try (Mailbox inbox = inbox()) {
            uid = inbox.append(delivery(id, BOB, "once")).uid();
        }
        restart();
        try (Mailbox inbox = inbox()) {
            Mailbox.Appended again = inbox.append(delivery(id, BOB, "once"));
            assertThat(again.added()).isFalse();
            assertThat(again.uid()).isEqualTo(uid);
        }
    }

    @Test
    void aDeliveryThatWasExpungedDoesNotComeBack() throws Exception {
        try (Mailbox inbox = inbox()) {
            long uid = inbox.append(delivery("m1", BOB, "once")).uid();
            inbox.expunge(UidSet.of(uid));
            assertThat(inbox.append(delivery("m1", BOB, "once")).added()).isFalse();
        }
        restart();
        try (Mailbox inbox = inbox()) {
            Mailbox.Appended again = inbox.append(delivery("m1", BOB, "once"));
            assertThat(again.added()).isFalse();
            assertThat(again.uid()).isZero();
        }
    }

    @Test
    void aDeliveryThatWasMovedAwayDoesNotComeBack() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            inbox.append(delivery("m1", BOB, "once"));
            inbox.move(UidSet.ALL, other);
            assertThat(inbox.append(delivery("m1", BOB, "once")).added()).isFalse();
            assertThat(other.view().count()).isEqualTo(1);
        }
    }

    @Test
    void aDeliveryThatFailedCanBeMadeAgain() throws Exception {
        Content broken = new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public java.io.InputStream open() throws IOException {
                throw new IOException("the spool's disk is broken");
            }
        };
        Mailbox.NewMessage whole = delivery("m1", BOB, "whole");
        try (Mailbox inbox = inbox()) {
            assertThatThrownBy(() -> inbox.append(
                            new Mailbox.NewMessage(broken, Flags.NONE, Optional.empty(), whole.delivery(), false)))
                    .isInstanceOf(IOException.class);
            assertThat(inbox.view().count()).isZero();
            assertThat(inbox.append(whole).added()).isTrue();
            assertThat(uids(inbox)).hasSize(1);
        }
    }

    @Test
    void aFieldIsDerivedWhenAMessageComesAndKept() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(message("hello"));
            assertThat(field.count).hasValue(1);
            assertThat(derived(inbox, 1, field))
                    .isEqualTo(Long.toString(inbox.view().size(0)));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(derived(inbox, 1, field))
                    .isEqualTo(Long.toString(inbox.view().size(0)));
            assertThat(field.count).hasValue(1);
        }
    }

    @Test
    void aFieldThatIsAskedForLaterIsDerivedOnceToo() throws Exception {
        int[] count = new int[1];
        DerivedField later = new DerivedField() {
            @Override
            public String name() {
                return "later-1";
            }

            @Override
            public byte[] derive(Content content) {
                count[0]++;
                return "later".getBytes(StandardCharsets.US_ASCII);
            }
        };
        try (Mailbox inbox = inbox()) {
            inbox.append(message("hello"));
            assertThat(derived(inbox, 1, later)).isEqualTo("later");
            assertThat(derived(inbox, 1, later)).isEqualTo("later");
            assertThat(derived(inbox, 1, field))
                    .isEqualTo(Long.toString(inbox.view().size(0)));
            assertThat(count[0]).isEqualTo(1);
            assertThat(field.count).hasValue(1);
        }
    }

    @Test
    void aCopyKeepsWhatWasDerived() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            inbox.append(message("hello"));
            inbox.copy(UidSet.ALL, other);
            assertThat(derived(other, uids(other).getFirst(), field)).isEqualTo(derived(inbox, 1, field));
        }
    }

    @Test
    void mailOfOneAccountIsNotThatOfAnother() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox anns = store().account(ANN).open(inbox.name())) {
            inbox.append(message("for bob"));
            assertThat(anns.view().count()).isZero();
        }
    }

    static String derived(Mailbox mailbox, long uid, DerivedField field) throws Exception {
        return new String(mailbox.derived(uid, field), StandardCharsets.US_ASCII);
    }

    static void assertNotFound(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertKind(StoreException.Kind.NOT_FOUND, call);
    }

    static void assertKind(StoreException.Kind kind, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).isNotBlank();
        });
    }
}
