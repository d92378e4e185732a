package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.api.store.AccountStore.MailboxInfo;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;

/// Mailboxes: making, deleting, renaming, names, subscriptions, special uses.
abstract class FolderContract extends TransferContract {
    @Test
    void inboxIsAlwaysThere() throws Exception {
        assertThat(bob().list()).anyMatch(info -> info.name().isInbox() && info.selectable());
        assertKind(Kind.ALREADY_EXISTS, () -> bob().create(MailboxName.of("inbox"), Optional.empty()));
        assertKind(Kind.CONFLICT, () -> bob().delete(MailboxName.INBOX));
    }

    @Test
    void aMailboxThatIsMadeIsListedAndOpens() throws Exception {
        try (Mailbox made = made("Projects")) {
            assertThat(made.name()).isEqualTo(MailboxName.of("Projects"));
            assertThat(made.view().count()).isZero();
            assertThat(made.id()).matches("[A-Za-z0-9_-]{1,64}");
        }
        assertThat(selectable()).contains(MailboxName.of("Projects"));
        assertKind(Kind.ALREADY_EXISTS, () -> bob().create(MailboxName.of("Projects"), Optional.empty()));
        restart();
        assertThat(selectable()).contains(MailboxName.of("Projects"));
    }

    @Test
    void theListIsInOrderWithoutDoubles() throws Exception {
        for (String name : List.of("b", "a", "B", "c")) {
            bob().create(MailboxName.of(name), Optional.empty());
            bob().create(MailboxName.of(name, "x"), Optional.empty());
        }
        List<MailboxName> names = bob().list().stream().map(MailboxInfo::name).toList();
        assertThat(names).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aNameWithOnlyOthersBelowItIsListedToo() throws Exception {
        bob().create(MailboxName.of("top", "middle", "leaf"), Optional.empty());
        assertThat(names()).contains(MailboxName.of("top"), MailboxName.of("top", "middle"));
        assertThat(selectable()).contains(MailboxName.of("top", "middle", "leaf"));
    }

    @Test
    void whatIsNotThereCannotBeOpenedDeletedOrRenamed() throws Exception {
        MailboxName no = MailboxName.of("no");
        assertNotFound(() -> bob().open(no));
        assertNotFound(() -> bob().delete(no));
        assertNotFound(() -> bob().rename(no, MailboxName.of("yes")));
    }

    @Test
    void deletingAMailboxLeavesThoseBelowIt() throws Exception {
        try (Mailbox above = made("a");
                Mailbox below = made("a", "b")) {
            fill(above, 1);
            fill(below, 1);
        }
        bob().delete(MailboxName.of("a"));
        assertNotFound(() -> bob().open(MailboxName.of("a")));
        try (Mailbox below = bob().open(MailboxName.of("a", "b"))) {
            assertThat(below.view().count()).isEqualTo(1);
        }
    }

    @Test
    void aDeletedMailboxThatIsOpenSaysSo() throws Exception {
        try (Mailbox open = made("gone")) {
            fill(open, 1);
            bob().delete(MailboxName.of("gone"));
            assertNotFound(open::view);
            assertNotFound(() -> open.append(message("late")));
            assertNotFound(() -> store(open, UidSet.ALL, Mode.ADD, SEEN));
            assertNotFound(() -> open.expunge(UidSet.ALL));
        }
    }

    @Test
    void aMailboxOfTheSameNameIsAnotherOne() throws Exception {
        long before;
        String id;
        try (Mailbox first = made("again")) {
            fill(first, 3);
            before = first.view().uidValidity();
            id = first.id();
        }
        bob().delete(MailboxName.of("again"));
        try (Mailbox second = made("again")) {
            assertThat(second.view().count()).isZero();
            // RFC 9051 §2.3.1.1: a client must not take it for the one it knows
            assertThat(second.view().uidValidity()).isGreaterThan(before);
            assertThat(second.id()).isNotEqualTo(id);
        }
    }

    @Test
    void uidValidityAndIdStay() throws Exception {
        long uidValidity;
        String id;
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            uidValidity = inbox.view().uidValidity();
            id = inbox.id();
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().uidValidity()).isEqualTo(uidValidity);
            assertThat(inbox.id()).isEqualTo(id);
        }
    }

    @Test
    void ARenamedMailboxKeepsEverything() throws Exception {
        String id;
        long uidValidity;
        try (Mailbox old = made("old")) {
            fill(old, 3);
            old.expunge(UidSet.of(1));
            store(old, UidSet.of(2), Mode.ADD, FLAGGED.with(keywords("kept")));
            id = old.id();
            uidValidity = old.view().uidValidity();
            bob().rename(MailboxName.of("old"), MailboxName.of("new", "name"));
            // Who had it open goes on with it.
            assertThat(old.name()).isEqualTo(MailboxName.of("new", "name"));
            assertThat(text(old, 2)).isEqualTo(octets("message 2"));
            old.append(message("through the old handle"));
        }
        restart();
        assertThat(names()).doesNotContain(MailboxName.of("old"));
        try (Mailbox renamed = bob().open(MailboxName.of("new", "name"))) {
            assertThat(renamed.id()).isEqualTo(id);
            assertThat(renamed.view().uidValidity()).isEqualTo(uidValidity);
            assertThat(uids(renamed)).containsExactly(2L, 3L, 4L);
            assertThat(flags(renamed, 2)).isEqualTo(FLAGGED.with(keywords("kept")));
        }
    }

    @Test
    void thoseBelowMoveWithARenamedMailbox() throws Exception {
        made("a").close();
        try (Mailbox below = made("a", "b", "c")) {
            fill(below, 2);
        }
        made("ab").close();
        bob().rename(MailboxName.of("a"), MailboxName.of("z"));
        assertThat(selectable()).contains(MailboxName.of("z"), MailboxName.of("z", "b", "c"), MailboxName.of("ab"));
        assertThat(names()).doesNotContain(MailboxName.of("a"), MailboxName.of("a", "b", "c"));
        try (Mailbox below = bob().open(MailboxName.of("z", "b", "c"))) {
            assertThat(below.view().count()).isEqualTo(2);
        }
    }

    @Test
    void aRenameThatCannotBeDoneChangesNothing() throws Exception {
        made("a").close();
        made("a", "x").close();
        made("b", "x").close();
        assertKind(Kind.ALREADY_EXISTS, () -> bob().rename(MailboxName.of("a"), MailboxName.of("b")));
        assertKind(Kind.CONFLICT, () -> bob().rename(MailboxName.of("a"), MailboxName.of("a", "y")));
        assertKind(Kind.ALREADY_EXISTS, () -> bob().rename(MailboxName.of("a"), MailboxName.INBOX));
        assertThat(selectable()).contains(MailboxName.of("a"), MailboxName.of("a", "x"), MailboxName.of("b", "x"));
    }

    @Test
    void renamingInboxMovesItsMessages() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            bob().rename(MailboxName.INBOX, MailboxName.of("2024"));
            assertThat(inbox.view().count()).isZero();
        }
        try (Mailbox moved = bob().open(MailboxName.of("2024"))) {
            assertThat(moved.view().count()).isEqualTo(3);
        }
        assertThat(selectable()).contains(MailboxName.INBOX);
    }

    @Test
    void subscriptionsAreNames() throws Exception {
        MailboxName there = MailboxName.of("there", "below");
        MailboxName notThere = MailboxName.of("ö&.", "not there");
        made("there", "below").close();
        bob().subscribe(there, true);
        bob().subscribe(there, true);
        bob().subscribe(notThere, true);
        bob().subscribe(MailboxName.of("never"), false);
        restart();
        assertThat(bob().subscriptions()).contains(there, notThere).doesNotContain(MailboxName.of("never"));
        bob().subscribe(notThere, false);
        // RFC 9051 §6.3.4: deleting a mailbox does not end its subscription
        bob().delete(there);
        assertThat(bob().subscriptions()).contains(there).doesNotContain(notThere);
    }

    @Test
    void aSpecialUseIsThatOfOneMailbox() throws Exception {
        MailboxName name = MailboxName.of("Wichtig");
        bob().create(name, Optional.of(SpecialUse.IMPORTANT));
        assertKind(Kind.CONFLICT, () -> bob().create(MailboxName.of("another"), Optional.of(SpecialUse.IMPORTANT)));
        restart();
        assertThat(use(name)).contains(SpecialUse.IMPORTANT);
        bob().rename(name, MailboxName.of("moved"));
        assertThat(use(MailboxName.of("moved"))).contains(SpecialUse.IMPORTANT);
        bob().delete(MailboxName.of("moved"));
        bob().create(MailboxName.of("another"), Optional.of(SpecialUse.IMPORTANT));
        assertThat(use(MailboxName.of("another"))).contains(SpecialUse.IMPORTANT);
    }

    static Stream<MailboxName> strangeNames() {
        Stream<String> single = Stream.of(
                ".",
                "..",
                "...",
                "a.b",
                ".a",
                "a.",
                "a/b",
                "/",
                "//",
                "a\\b",
                "\\",
                "~",
                "~root",
                "&",
                "&-",
                "&AC4-",
                "&&",
                " ",
                "  leading",
                "trailing ",
                "*",
                "%",
                "\"quoted\"",
                "a:2,S",
                "cur",
                "new",
                "tmp",
                "maildirfolder",
                "Entwürfe",
                "日本語",
                "한국어",
                "العربية",
                "Ελλη νικά",
                "\u00e9",
                "e\u0301",
                "\ud83d\ude00",
                "\ud840\udc00",
                "\udb80\udc00x",
                "\udbff\udffd",
                "\uffff",
                "\u0080",
                "\u200b",
                "İstanbul",
                "ſ",
                "s",
                "S",
                "ß",
                "a,b=c",
                "inbox ",
                "-",
                "--help",
                "$HOME",
                "a;b|c",
                "'",
                "`id`",
                "?",
                "con",
                "a".repeat(200));
        Stream<MailboxName> nested = Stream.of(
                MailboxName.of("a", "b"),
                MailboxName.of("a.b", "c"),
                MailboxName.of("a", "b.c"),
                MailboxName.of("INBOX", "below"),
                MailboxName.of("x", "INBOX"),
                MailboxName.of("x", "inbox"),
                MailboxName.of(" ", " ", " "),
                MailboxName.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"));
        return Stream.concat(single.map(name -> MailboxName.of(name)), nested);
    }

    @ParameterizedTest
    @MethodSource("strangeNames")
    void aStrangeNameIsKeptAsItIs(MailboxName name) throws Exception {
        bob().create(name, Optional.empty());
        try (Mailbox made = bob().open(name)) {
            made.append(message("in it"));
            assertThat(made.name()).isEqualTo(name);
        }
        bob().subscribe(name, true);
        assertThat(selectable()).contains(name);
        restart();
        assertThat(selectable()).contains(name);
        assertThat(bob().subscriptions()).contains(name);
        try (Mailbox made = bob().open(name)) {
            assertThat(text(made, 1)).isEqualTo(octets("in it"));
        }
        bob().delete(name);
        assertThat(selectable()).doesNotContain(name);
    }

    @Test
    void strangeNamesDoNotMeet() throws Exception {
        List<MailboxName> all = strangeNames().toList();
        for (MailboxName name : all) {
            bob().create(name, Optional.empty());
        }
        Set<String> ids = new HashSet<>();
        for (MailboxName name : all) {
            try (Mailbox mailbox = bob().open(name)) {
                mailbox.append(message(name.toString()));
                assertThat(ids.add(mailbox.id()))
                        .as("%s has an id of its own", name)
                        .isTrue();
                assertThat(mailbox.view().count()).as("messages of %s", name).isEqualTo(1);
            }
        }
        assertThat(selectable()).containsAll(all);
    }

    @Test
    void aNameThatCannotBeHeldIsRefused() throws Exception {
        List<String> path = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            path.add("界".repeat(255));
        }
        MailboxName name = new MailboxName(path);
        try {
            bob().create(name, Optional.empty());
        } catch (org.postrider.api.store.StoreException e) {
            assertThat(e.kind()).isEqualTo(Kind.INVALID);
            return;
        }
        assertThat(selectable()).contains(name);
    }

    final Set<MailboxName> names() throws Exception {
        return bob().list().stream().map(MailboxInfo::name).collect(Collectors.toSet());
    }

    final Set<MailboxName> selectable() throws Exception {
        return bob().list().stream()
                .filter(MailboxInfo::selectable)
                .map(MailboxInfo::name)
                .collect(Collectors.toSet());
    }

    private Optional<SpecialUse> use(MailboxName name) throws Exception {
        return bob().list().stream()
                .filter(info -> info.name().equals(name))
                .findAny()
                .flatMap(MailboxInfo::use);
    }
}
