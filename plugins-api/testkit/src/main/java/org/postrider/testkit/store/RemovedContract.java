package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.ForwardingAccount;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.keep.KeepingStore;
import org.postrider.api.store.keep.KeepingStore.RemovedMail;

/// What was expunged, for those stores that keep it.
abstract class RemovedContract extends QuotaContract {
    private static final MailboxName WORK = MailboxName.of("Work", "2025");

    @Test
    void whatWasExpungedIsRestored() throws Exception {
        try (Mailbox inbox = keeping().account(BOB).open(MailboxName.INBOX)) {
            fill(inbox, 3);
            store(inbox, UidSet.of(2), Mode.SET, SEEN.with(DELETED).with(keywords("work")));
            long since = inbox.view().highestModSeq();
            assertThat(inbox.expunge(UidSet.of(2, 3, 9))).isEqualTo(UidSet.of(2, 3));
            assertThat(uids(inbox)).containsExactly(1L);
            assertThat(inbox.changesSince(since).vanished()).isEqualTo(UidSet.of(2, 3));
        }
        restart();
        assertThat(keeping().list(BOB)).singleElement().satisfies(removed -> {
            assertThat(removed.mailbox()).isEqualTo(MailboxName.INBOX);
            assertThat(removed.messages()).isEqualTo(2);
        });
        assertThat(keeping().restore(BOB, MailboxName.INBOX, Instant.EPOCH)).isEqualTo(2);
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).hasSize(3).isSorted();
            long back = uids(inbox).get(1);
            assertThat(back).isGreaterThan(3);
            assertThat(text(inbox, back)).isEqualTo(octets("message 2"));
            assertThat(flags(inbox, back)).isEqualTo(SEEN.with(keywords("work")));
        }
        assertThat(keeping().list(BOB)).isEmpty();
    }

    @Test
    void aDeletedMailboxComesBackWithItsMessages() throws Exception {
        AccountStore account = keeping().account(BOB);
        account.create(WORK, Optional.empty());
        try (Mailbox work = account.open(WORK)) {
            fill(work, 2);
        }
        account.delete(WORK);
        assertThat(names(account)).doesNotContain(WORK);
        assertThat(keeping().restore(BOB, WORK, Instant.EPOCH)).isEqualTo(2);
        try (Mailbox work = bob().open(WORK)) {
            assertThat(work.view().count()).isEqualTo(2);
        }
    }

    @Test
    void aMailboxThatCannotBeDeletedKeepsItsMessages() throws Exception {
        bob().create(WORK, Optional.empty());
        try (Mailbox work = bob().open(WORK)) {
            fill(work, 2);
        }
        AccountStore account = new KeepingStore(new Undeletable(store()), true).account(BOB);

        assertThatThrownBy(() -> account.delete(WORK)).hasMessage("not today");

        try (Mailbox work = bob().open(WORK)) {
            assertThat(uids(work)).containsExactly(1L, 2L);
        }
        assertThat(keeping().list(BOB)).isEmpty();
    }

    @Test
    void whatWasReplacedIsRestored() throws Exception {
        try (Mailbox inbox = keeping().account(BOB).open(MailboxName.INBOX)) {
            fill(inbox, 1);
            inbox.replace(1, inbox, message("instead"));
            assertThat(uids(inbox)).containsExactly(2L);
        }
        assertThat(keeping().restore(BOB, MailboxName.INBOX, Instant.EPOCH)).isEqualTo(1);
    }

    @Test
    void whatWasRemovedIsNowhereToBeSeen() throws Exception {
        List<MailboxName> heard = new CopyOnWriteArrayList<>();
        List<MailboxName> before = names(bob());
        try (Mailbox inbox = keeping().account(BOB).open(MailboxName.INBOX)) {
            fill(inbox, 2);
            try (AutoCloseable _ = store().watch((_, mailbox) -> heard.add(mailbox))) {
                inbox.expunge(UidSet.ALL);
            }
        }
        assertThat(heard).containsOnly(MailboxName.INBOX).hasSizeLessThanOrEqualTo(1);
        assertThat(names(bob())).isEqualTo(before);
        assertThat(bob().usage().messages()).isZero();
        assertThat(store().removed(ANN, false)).isEmpty();
    }

    @Test
    void whatIsOldIsForgotten() throws Exception {
        AccountStore account = keeping().account(BOB);
        account.create(WORK, Optional.empty());
        try (Mailbox inbox = account.open(MailboxName.INBOX);
                Mailbox work = account.open(WORK)) {
            fill(inbox, 2);
            fill(work, 1);
            inbox.expunge(UidSet.of(1));
            work.expunge(UidSet.ALL);
        }
        assertThat(keeping().forget(BOB, Instant.now().minusSeconds(100))).isZero();
        assertThat(keeping().list(BOB)).extracting(RemovedMail::mailbox).containsExactly(MailboxName.INBOX, WORK);
        assertThat(keeping().forget(BOB, Instant.now().plusSeconds(100))).isEqualTo(2);
        assertThat(keeping().list(BOB)).isEmpty();
        assertThat(keeping().restore(BOB, MailboxName.INBOX, Instant.EPOCH)).isZero();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(2L);
        }
    }

    @Test
    void onlyWhatWasRemovedSinceIsRestored() throws Exception {
        try (Mailbox inbox = keeping().account(BOB).open(MailboxName.INBOX)) {
            fill(inbox, 1);
            inbox.expunge(UidSet.ALL);
        }
        assertThat(keeping().restore(BOB, MailboxName.INBOX, Instant.now().plusSeconds(100)))
                .isZero();
        assertThat(keeping().restore(BOB, MailboxName.INBOX, Instant.now().minusSeconds(100)))
                .isEqualTo(1);
    }

    @Test
    void whereNothingIsKeptItIsGone() throws Exception {
        KeepingStore store = new KeepingStore(store(), false);
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            fill(inbox, 1);
            inbox.expunge(UidSet.ALL);
        }
        assertThat(store.list(BOB)).isEmpty();
    }

    private KeepingStore keeping() {
        return new KeepingStore(store(), true);
    }

    private static List<MailboxName> names(AccountStore account) throws Exception {
        return account.list().stream().map(AccountStore.MailboxInfo::name).toList();
    }

    /// A store that deletes no mailbox.
    private record Undeletable(MailStore store) implements MailStore {
        @Override
        public AccountStore account(MailAddress account) throws StoreException {
            return new UndeletableAccount(store.account(account));
        }

        @Override
        public Optional<AccountStore> removed(MailAddress account, boolean make) throws StoreException {
            return store.removed(account, make);
        }

        @Override
        public AutoCloseable watch(StoreListener listener) {
            return store.watch(listener);
        }

        @Override
        public void checkpoint() throws IOException {
            store.checkpoint();
        }
    }

    private record UndeletableAccount(AccountStore behind) implements ForwardingAccount {
        @Override
        public void delete(MailboxName name) throws StoreException {
            throw new StoreException(StoreException.Kind.TEMPORARY, "not today");
        }
    }
}
