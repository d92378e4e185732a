package org.postrider.mailboxes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.mailboxes.TestAccounts.BOB;
import static org.postrider.mailboxes.TestAccounts.QUIET;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Flags;
import org.postrider.api.store.ForwardingAccount;
import org.postrider.api.store.ForwardingMailbox;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Repair;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.TaskProgress;
import org.postrider.testkit.MemoryDirectory;

/// `repair` and `reindex` on a store in which every message has a fault.
class RepairTest {
    private final TestAccounts accounts = new TestAccounts();
    private final AtomicLong indexed = new AtomicLong(7);
    private final MailboxTasks tasks = new MailboxTasks(
            new FaultyStore(accounts.store), new MemoryDirectory().user("bob@example.test", "secret"), new Index());

    @Test
    void whatIsMendedIsSaidALineEach() throws Exception {
        accounts.fill();
        MailboxTasks.Repaired repaired = tasks.repair(BOB, false, QUIET);

        assertThat(repaired.messages()).isEqualTo(6);
        assertThat(repaired.mended()).isEqualTo(7);
        assertThat(repaired.mendings()).contains("INBOX: UID 1 is odd", "all mailboxes: an index too many");
        assertThat(repaired.faults()).contains("Empty: look yourself");
    }

    @Test
    void ofManyFaultsTheFirstAreShown() throws Exception {
        accounts.store.account(BOB).create(MailboxName.of("Many"), Optional.empty());
        for (int i = 0; i < 150; i++) {
            accounts.add(MailboxName.of("Many"), "x", Flags.NONE);
        }
        MailboxTasks.Repaired repaired = tasks.repair(BOB, false, QUIET);

        assertThat(repaired.mended()).isEqualTo(151);
        assertThat(repaired.mendings()).hasSize(FaultList.SHOWN_MAX + 1).last().isEqualTo("and 51 more");
    }

    @Test
    void aRepairThatNobodyWaitsForEnds() throws Exception {
        for (int i = 0; i < 150; i++) {
            accounts.add(MailboxName.INBOX, "x", Flags.NONE);
        }
        assertThatThrownBy(() -> tasks.repair(BOB, false, (_, _, _) -> {
                    throw new TaskCancelledException("gone", new IOException());
                }))
                .isInstanceOf(TaskCancelledException.class);
    }

    @Test
    void reindexingTellsHowFarItIs() throws Exception {
        accounts.fill();
        List<String> told = new ArrayList<>();
        indexed.set(250);

        assertThat(tasks.reindex(BOB, true, (where, done, _) -> told.add(where + " " + done)))
                .isEqualTo(new MailboxTasks.Reindexed(250, 6));
        assertThat(told).containsExactly("search index 100", "search index 200");
        assertThat(tasks.reindex(BOB, false, QUIET)).isEqualTo(new MailboxTasks.Reindexed(250, 0));
    }

    private final class Index implements SearchIndex {
        @Override
        public BitSet search(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among) {
            return among;
        }

        @Override
        public long rebuild(MailAddress account, TaskProgress progress) throws IOException {
            for (long i = 0; i < indexed.get(); i++) {
                progress.messageDone();
            }
            return indexed.get();
        }
    }

    private record FaultyStore(MailStore store) implements MailStore {
        @Override
        public AccountStore account(MailAddress account) throws StoreException {
            return new FaultyAccount(store.account(account));
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

    private record FaultyAccount(AccountStore behind) implements ForwardingAccount {
        @Override
        public Mailbox open(MailboxName name) throws StoreException {
            return new FaultyMailbox(behind.open(name));
        }

        @Override
        public void repair(Repair repair) {
            repair.mended("an index too many");
        }
    }

    private record FaultyMailbox(Mailbox behind) implements ForwardingMailbox {
        @Override
        public void repair(Repair repair) throws IOException {
            for (int i = 0; i < view().count(); i++) {
                repair.mended("UID " + view().uid(i) + " is odd");
                repair.messageDone();
            }
            if (view().count() == 0) {
                repair.notMended("look yourself");
            }
        }

        @Override
        public void renewDerived(TaskProgress progress) throws IOException {
            for (int i = 0; i < view().count(); i++) {
                progress.messageDone();
            }
        }
    }
}
