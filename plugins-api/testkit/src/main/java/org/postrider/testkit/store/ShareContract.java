package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postrider.api.state.StateTable;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.Rights;
import org.postrider.api.store.share.SharedAccount;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.api.store.share.SharedNames;
import org.postrider.api.store.share.Sharing;
import org.postrider.testkit.MemoryState;

/// Mailboxes that are shared (RFC 4314).
abstract class ShareContract extends NoteContract {
    private static final String ANN_NAME = "ann@example.test";
    private static final MailboxName WORK = MailboxName.of("Work");
    private static final MailboxName OF_BOB = MailboxName.of("Other Users", "bob", "Work");
    private static final SharedNames NAMES = new SharedNames('/', "");

    private final Set<String> groups = new HashSet<>();
    private final StateTable table = new MemoryState().table("shared", 100);

    @Test
    void whatIsSharedIsSharedAfterARestart() throws Exception {
        made("Work");
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.parse("lr"));
        restart();
        assertThat(names(ann())).contains(OF_BOB);
        assertThat(ann().rights(OF_BOB)).isEqualTo(Rights.parse("lr"));
    }

    @Test
    void whatIsSharedWithAGroupIsItsMembersAsLongAsTheyAreInIt() throws Exception {
        made("Work");
        groups.add("staff");
        sharing().change(BOB, WORK, "group:staff@example.test", _ -> Rights.parse("lrs"));
        sharing().change(BOB, WORK, "group:staff@other.test", _ -> Rights.ALL);
        assertThat(names(ann())).contains(OF_BOB);
        assertThat(ann().rights(OF_BOB)).isEqualTo(Rights.parse("lrs"));
        groups.add("guests");
        sharing().change(BOB, WORK, "-group:guests@example.test", _ -> Rights.parse("s"));
        assertThat(ann().rights(OF_BOB)).isEqualTo(Rights.parse("lr"));
        groups.remove("staff");
        assertThat(names(ann())).doesNotContain(OF_BOB);
        refused(Kind.NOT_FOUND, () -> ann().open(OF_BOB));
    }

    @Test
    void aLostTableIsMadeAnew() throws Exception {
        made("Work");
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.parse("lr"));
        table.remove("bob@example.test");
        assertThat(names(ann())).doesNotContain(OF_BOB);
        sharing().refresh(BOB);
        assertThat(names(ann())).contains(OF_BOB);
    }

    @Test
    void aDamagedListGivesNobodyAnyRight() throws Exception {
        made("Work");
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.ALL);
        bob().changeNote(WORK, "access", text -> text + "-ann@exam");
        assertThat(sharing().rights(ANN, BOB, WORK)).isEqualTo(Rights.NONE);
        assertThat(names(ann())).doesNotContain(OF_BOB);
        refused(Kind.NOT_FOUND, () -> ann().open(OF_BOB));
        assertThat(sharing().rights(BOB, BOB, WORK)).isEqualTo(Rights.ALL);
    }

    @Test
    void rightsGoWithARenamedMailboxAndNotToANewOneOfItsName() throws Exception {
        made("Work");
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.parse("lr"));
        bob().rename(WORK, MailboxName.of("Play"));
        bob().create(WORK, Optional.empty());
        assertThat(names(ann()))
                .contains(MailboxName.of("Other Users", "bob", "Play"))
                .doesNotContain(OF_BOB);
    }

    @Test
    void messagesAreCopiedAndMovedBetweenAccounts() throws Exception {
        fill(made("Work"), 3);
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.parse("lrite"));
        try (SharedMailbox theirs = ann().open(OF_BOB);
                SharedMailbox inbox = ann().open(MailboxName.INBOX)) {
            assertThat(theirs.copy(UidSet.of(1), inbox).copies()).hasSize(1);
            assertThat(theirs.move(UidSet.of(2), inbox).copies()).hasSize(1);
            store(inbox, UidSet.ALL, Mode.ADD, SEEN.with(FLAGGED).with(DELETED));
            List<Long> back = inbox.copy(UidSet.ALL, theirs).copies();
            assertThat(back).hasSize(2);
            // The flags for which the rights s and w are missing are lost.
            assertThat(flags(theirs, back.getFirst())).isEqualTo(DELETED);
        }
        try (Mailbox work = bob().open(WORK)) {
            assertThat(uids(work)).containsExactly(1L, 3L, 4L, 5L);
            assertThat(text(work, 5)).isEqualTo(octets("message 2"));
        }
    }

    @Test
    void eachOperationNeedsItsRight() throws Exception {
        fill(made("Work"), 1);
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.parse("l"));
        try (SharedMailbox theirs = ann().open(OF_BOB);
                SharedMailbox inbox = ann().open(MailboxName.INBOX)) {
            refused(Kind.NOT_PERMITTED, () -> theirs.content(1));
            refused(Kind.NOT_PERMITTED, () -> theirs.append(message("new")));
            refused(Kind.NOT_PERMITTED, () -> theirs.expunge(UidSet.ALL));
            refused(Kind.NOT_PERMITTED, () -> store(theirs, UidSet.ALL, Mode.SET, SEEN));
            refused(Kind.NOT_PERMITTED, () -> theirs.copy(UidSet.ALL, inbox));
            refused(Kind.NOT_PERMITTED, () -> theirs.move(UidSet.ALL, inbox));
            refused(Kind.NOT_PERMITTED, () -> inbox.copy(UidSet.ALL, theirs));
            refused(Kind.NOT_PERMITTED, () -> theirs.replace(1, theirs, message("new")));
            refused(Kind.NOT_PERMITTED, () -> ann().delete(OF_BOB));
            refused(Kind.NOT_PERMITTED, () -> ann().rename(OF_BOB, OF_BOB.child("New")));
            refused(Kind.NOT_PERMITTED, () -> ann().create(OF_BOB.child("New"), Optional.empty()));
            refused(Kind.NOT_PERMITTED, () -> ann().accessList(OF_BOB));
        }
        assertThat(uids(bob().open(WORK))).containsExactly(1L);
    }

    @Test
    void anAccountThatSharesNothingIsNotMade() throws Exception {
        refused(Kind.NOT_FOUND, () -> ann().open(MailboxName.of("Other Users", "nobody", "INBOX")));
        refused(Kind.NOT_PERMITTED, () -> ann().create(MailboxName.of("Other Users", "x", "y"), Optional.empty()));
    }

    @Test
    void ownMailboxesOfThatNameWin() throws Exception {
        made("Work");
        sharing().change(BOB, WORK, ANN_NAME, _ -> Rights.parse("lr"));
        store().account(ANN).create(OF_BOB, Optional.empty());
        assertThat(ann().offers(SharedNames.OTHER_USERS)).isFalse();
        assertThat(ann().rights(OF_BOB)).isEqualTo(Rights.ALL);
        assertThat(ann().open(OF_BOB).owner()).isEqualTo(ANN);
    }

    @Test
    void manyChangeRightsAtOnce() throws Exception {
        made("Work");
        Sharing sharing = sharing();
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                String user = "user" + i + "@example.test";
                all.add(threads.submit(() -> {
                    sharing.change(BOB, WORK, user, _ -> Rights.parse("lr"));
                    sharing.refresh(BOB);
                    return true;
                }));
            }
        }
        for (Future<?> each : all) {
            each.get();
        }
        assertThat(sharing.accessList(BOB, WORK).entries()).hasSize(12);
        assertThat(table.get("bob@example.test").orElseThrow().lines()).hasSize(12);
    }

    private Sharing sharing() {
        return new Sharing(store(), table, account -> account.equals(ANN) ? Set.copyOf(groups) : Set.of());
    }

    private SharedAccount ann() throws Exception {
        return sharing().account(ANN, NAMES);
    }

    private static List<MailboxName> names(AccountStore account) throws Exception {
        return account.list().stream().map(AccountStore.MailboxInfo::name).toList();
    }

    private static void refused(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
