package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.Quota;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.Usage;
import org.postrider.api.store.quota.QuotaStore;
import org.postrider.api.store.quota.QuotaStore.Room;

/// How much accounts hold, and may.
abstract class QuotaContract extends ArrivalContract {
    private static final MailboxName OTHER = MailboxName.of("Other");

    @Test
    void theUsageIsThatOfAllMailboxes() throws Exception {
        Usage before = bob().usage();
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 3);
            fill(other, 2);
            inbox.copy(UidSet.of(1), other);
            inbox.move(UidSet.of(2), other);
            inbox.expunge(UidSet.of(3));
            long octets = inbox.view().octets() + other.view().octets();
            assertThat(octets).isEqualTo(5 * content("message 1").size());
            assertThat(bob().usage()).isEqualTo(before.plus(new Usage(octets, 5, 1)));
        }
        restart();
        assertThat(bob().usage().messages()).isEqualTo(5);
    }

    @Test
    void noMoreMessagesAreAddedThanAllowed() throws Exception {
        AccountStore account = limited(OptionalLong.empty(), OptionalLong.of(3)).account(BOB);
        account.create(OTHER, Optional.empty());
        try (Mailbox inbox = account.open(MailboxName.INBOX);
                Mailbox other = account.open(OTHER)) {
            fill(inbox, 2);
            inbox.copy(UidSet.of(1), other);
            refused(() -> inbox.append(message("too many")));
            refused(() -> inbox.copy(UidSet.of(1), other));
            inbox.move(UidSet.of(1), other);
            inbox.replace(2, other, message("instead"));
            refused(() -> other.append(message("too many")));
        }
        assertThat(account.usage().messages()).isEqualTo(3);
    }

    @Test
    void noMoreOctetsAreAddedThanAllowed() throws Exception {
        long size = content("message 1").size();
        AccountStore account =
                limited(OptionalLong.of(2 * size), OptionalLong.empty()).account(BOB);
        try (Mailbox inbox = account.open(MailboxName.INBOX)) {
            refused(() -> inbox.appendAll(List.of(message("message 1"), message("message 2"), message("message 3"))));
            assertThat(inbox.view().count()).isZero();
            fill(inbox, 2);
            refused(() -> inbox.append(message("")));
            inbox.replace(1, inbox, message("message 3"));
            refused(() -> inbox.replace(2, inbox, message("message 333")));
            inbox.expunge(UidSet.of(2));
            inbox.append(message("message 4"));
            assertThat(account.usage().octets()).isEqualTo(2 * size);
        }
    }

    @Test
    void aMessageMayBecomeSmallerInAnAccountThatHoldsTooMuch() throws Exception {
        fill(inbox(), 3);
        AccountStore account = limited(OptionalLong.of(1), OptionalLong.of(1)).account(BOB);
        try (Mailbox inbox = account.open(MailboxName.INBOX)) {
            inbox.replace(1, inbox, message("less"));
            refused(() -> inbox.replace(2, inbox, message("message 222")));
            refused(() -> inbox.append(message("")));
            assertThat(inbox.view().count()).isEqualTo(3);
        }
    }

    @Test
    void whatAnotherAddedCounts() throws Exception {
        Quota quota = new Quota(OptionalLong.empty(), OptionalLong.of(5), OptionalLong.empty());
        QuotaStore limited = new QuotaStore(store(), _ -> quota, (_, _, _) -> {}, Duration.ZERO);
        try (Mailbox inbox = limited.account(BOB).open(MailboxName.INBOX);
                Mailbox unlimited = inbox()) {
            fill(inbox, 1);
            fill(unlimited, 4);
            assertThat(limited.account(BOB).usage().messages()).isEqualTo(5);
            inbox.expunge(UidSet.of(1, 2));
            fill(inbox, 2);
            refused(() -> inbox.append(message("too many")));
        }
    }

    @Test
    void noMoreMailboxesAreMadeThanAllowed() throws Exception {
        long there = bob().usage().mailboxes();
        Quota quota = new Quota(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(there + 1));
        AccountStore account = new QuotaStore(store(), _ -> quota, (_, _, _) -> {}).account(BOB);
        account.create(OTHER, Optional.empty());
        refused(() -> account.create(MailboxName.of("One", "Too", "Many"), Optional.empty()));
        account.rename(OTHER, MailboxName.of("Third"));
        account.delete(MailboxName.of("Third"));
        account.create(OTHER, Optional.empty());
    }

    @Test
    void ofManyAtOnceAsManyAreAddedAsAllowed() throws Exception {
        QuotaStore limited = limited(OptionalLong.empty(), OptionalLong.of(25));
        AtomicInteger refused = new AtomicInteger();
        Callable<Boolean> adding = () -> {
            try (Mailbox inbox = limited.account(BOB).open(MailboxName.INBOX)) {
                for (int i = 0; i < 10; i++) {
                    try {
                        inbox.append(message("x"));
                    } catch (StoreException e) {
                        assertThat(e.kind()).isEqualTo(StoreException.Kind.OVER_QUOTA);
                        refused.incrementAndGet();
                    }
                }
            }
            return true;
        };
        Concurrently.run(List.of(adding, adding, adding, adding));
        assertThat(refused).hasValue(15);
        assertThat(bob().usage().messages()).isEqualTo(25);
    }

    @Test
    void anAccountThatGetsFullerIsHeardOf() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        Quota quota = new Quota(OptionalLong.empty(), OptionalLong.of(4), OptionalLong.empty());
        MailStore limited = new QuotaStore(
                store(), _ -> quota, (account, before, after) -> heard.add(account + " " + before + " " + after));
        try (Mailbox inbox = limited.account(BOB).open(MailboxName.INBOX)) {
            inbox.append(message("a"));
            inbox.appendAll(List.of(message("b"), message("c")));
        }
        assertThat(heard).containsExactly(BOB + " 0.0 0.25", BOB + " 0.25 0.75");
    }

    @Test
    void whetherThereIsRoomIsKnownBefore() throws Exception {
        QuotaStore limited = limited(OptionalLong.of(1000), OptionalLong.of(1));
        assertThat(limited.room(BOB, 1000)).isEqualTo(Room.YES);
        assertThat(limited.room(BOB, 1001)).isEqualTo(Room.NEVER);
        try (Mailbox inbox = limited.account(BOB).open(MailboxName.INBOX)) {
            fill(inbox, 1);
            assertThat(limited.room(BOB, 0)).isEqualTo(Room.NOT_NOW);
            inbox.expunge(UidSet.ALL);
            assertThat(limited.room(BOB, 0)).isEqualTo(Room.YES);
        }
    }

    private QuotaStore limited(OptionalLong octets, OptionalLong messages) {
        Quota quota = new Quota(octets, messages, OptionalLong.empty());
        return new QuotaStore(store(), account -> account.equals(BOB) ? quota : Quota.NONE, (_, _, _) -> {});
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.OVER_QUOTA));
    }
}
