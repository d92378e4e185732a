package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// Flags, keywords, MODSEQ (RFC 7162).
abstract class FlagContract extends MessageContract {
    @Test
    void flagsAreThoseThatAMessageCameWith() throws Exception {
        Flags all = Flags.of(SystemFlag.values()).with(keywords("$Forwarded", "NonJunk"));
        try (Mailbox inbox = inbox()) {
            inbox.append(message("all", all));
            inbox.append(message("none"));
            assertThat(flags(inbox, 1)).isEqualTo(all);
            assertThat(flags(inbox, 2)).isEqualTo(Flags.NONE);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(flags(inbox, 1)).isEqualTo(all);
            assertThat(flags(inbox, 2)).isEqualTo(Flags.NONE);
        }
    }

    @Test
    void eachSystemFlagIsKeptByItself() throws Exception {
        Map<Long, SystemFlag> given = new TreeMap<>();
        try (Mailbox inbox = inbox()) {
            for (SystemFlag flag : SystemFlag.values()) {
                given.put(inbox.append(message("x", Flags.of(flag))).uid(), flag);
            }
        }
        restart();
        try (Mailbox inbox = inbox()) {
            for (Map.Entry<Long, SystemFlag> each : given.entrySet()) {
                assertThat(flags(inbox, each.getKey())).isEqualTo(Flags.of(each.getValue()));
            }
        }
    }

    @Test
    void flagsAreSetAddedAndRemoved() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 2);
            store(inbox, UidSet.of(1), Mode.SET, SEEN.with(keywords("work")));
            store(inbox, UidSet.of(1), Mode.ADD, FLAGGED.with(keywords("late")));
            store(inbox, UidSet.of(1), Mode.REMOVE, SEEN.with(keywords("WORK")));
            assertThat(flags(inbox, 1)).isEqualTo(FLAGGED.with(keywords("late")));
            store(inbox, UidSet.of(1), Mode.SET, Flags.NONE);
            assertThat(flags(inbox, 1)).isEqualTo(Flags.NONE);
            assertThat(flags(inbox, 2)).isEqualTo(Flags.NONE);
        }
    }

    @Test
    void flagsAndKeywordsStayAfterARestart() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            store(inbox, UidSet.of(1), Mode.ADD, DELETED.with(keywords("one")));
            store(inbox, UidSet.of(2), Mode.ADD, keywords("two", "one"));
            store(inbox, UidSet.of(2), Mode.REMOVE, keywords("one"));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(flags(inbox, 1)).isEqualTo(DELETED.with(keywords("one")));
            assertThat(flags(inbox, 2)).isEqualTo(keywords("two"));
            assertThat(flags(inbox, 3)).isEqualTo(Flags.NONE);
        }
    }

    @Test
    void aKeywordIsShownAsItWasFirstWritten() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            store(inbox, UidSet.of(1), Mode.ADD, keywords("$MDNSent"));
            assertThat(flags(inbox, 1).has(Keyword.of("$mdnsent"))).isTrue();
            assertThat(flags(inbox, 1)).hasToString("$MDNSent");
        }
    }

    @Test
    void fiftyKeywordsAreKept() throws Exception {
        String[] names =
                IntStream.rangeClosed(1, 50).mapToObj(i -> "keyword" + i).toArray(String[]::new);
        try (Mailbox inbox = inbox()) {
            fill(inbox, 50);
            for (int i = 0; i < 50; i++) {
                store(inbox, UidSet.of(i + 1), Mode.ADD, keywords(names[i], names[49 - i]));
            }
            store(inbox, UidSet.of(50), Mode.SET, keywords(names));
            store(inbox, UidSet.of(49), Mode.SET, Flags.NONE);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            for (int i = 0; i < 48; i++) {
                assertThat(flags(inbox, i + 1)).isEqualTo(keywords(names[i], names[49 - i]));
            }
            assertThat(flags(inbox, 49)).isEqualTo(Flags.NONE);
            assertThat(flags(inbox, 50)).isEqualTo(keywords(names));
        }
    }

    @Test
    void storeNamesAllThatHaveTheFlagsNow() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            store(inbox, UidSet.of(1), Mode.ADD, SEEN);
            Mailbox.StoreResult result = store(inbox, UidSet.of(1, 2, 99), Mode.ADD, SEEN);
            assertThat(result.changed()).isEqualTo(UidSet.of(1, 2));
            assertThat(result.modified()).isEqualTo(UidSet.EMPTY);
            assertThat(result.highestModSeq()).isEqualTo(inbox.view().highestModSeq());
        }
    }

    @Test
    void storingWhatIsThereAlreadyChangesNoModSeq() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            store(inbox, UidSet.ALL, Mode.ADD, SEEN);
            long before = inbox.view().highestModSeq();
            store(inbox, UidSet.ALL, Mode.ADD, SEEN);
            store(inbox, UidSet.ALL, Mode.REMOVE, FLAGGED.with(keywords("never-seen")));
            assertThat(inbox.view().highestModSeq()).isEqualTo(before);
        }
    }

    @Test
    void whatChangedSinceIsLeftAlone() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            long known = inbox.view().highestModSeq();
            store(inbox, UidSet.of(2), Mode.ADD, FLAGGED);
            Mailbox.StoreResult result = inbox.store(UidSet.ALL, new FlagChange(Mode.ADD, SEEN), known);
            assertThat(result.changed()).isEqualTo(UidSet.of(1, 3));
            assertThat(result.modified()).isEqualTo(UidSet.of(2));
            assertThat(flags(inbox, 2)).isEqualTo(FLAGGED);
            assertThat(flags(inbox, 3)).isEqualTo(SEEN);
        }
    }

    @Test
    void everyChangeHasAHigherModSeq() throws Exception {
        try (Mailbox inbox = inbox()) {
            long last = inbox.view().highestModSeq();
            inbox.append(message("one"));
            inbox.append(message("two"));
            last = assertHigher(inbox, last);
            store(inbox, UidSet.of(1), Mode.ADD, SEEN);
            last = assertHigher(inbox, last);
            assertThat(inbox.view().modSeq(0)).isEqualTo(last);
            assertThat(inbox.view().modSeq(1)).isLessThan(last);
            inbox.expunge(UidSet.of(1));
            assertHigher(inbox, last);
        }
    }

    @Test
    void modSeqDoesNotGoBackwardsAfterARestart() throws Exception {
        long before;
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            store(inbox, UidSet.of(2), Mode.ADD, SEEN);
            inbox.expunge(UidSet.of(3));
            before = inbox.view().highestModSeq();
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().highestModSeq()).isGreaterThanOrEqualTo(before);
            store(inbox, UidSet.of(1), Mode.ADD, SEEN);
            assertThat(inbox.view().modSeq(0)).isGreaterThan(before);
        }
    }

    @Test
    void whatChangedIsToldFromWhatDidNot() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 4);
            long known = inbox.view().highestModSeq();
            assertThat(inbox.changesSince(known)).isEqualTo(new Mailbox.Changes(UidSet.EMPTY, UidSet.EMPTY, known));
            store(inbox, UidSet.of(2), Mode.ADD, SEEN);
            inbox.append(message("new"));
            inbox.expunge(UidSet.of(3));
            Mailbox.Changes changes = inbox.changesSince(known);
            assertThat(changes.changed()).isEqualTo(UidSet.of(2, 5));
            assertThat(changes.vanished()).isEqualTo(UidSet.of(3));
            assertThat(changes.highestModSeq()).isEqualTo(inbox.view().highestModSeq());
        }
    }

    @Test
    void whatVanishedIsToldAfterARestart() throws Exception {
        long known;
        try (Mailbox inbox = inbox()) {
            fill(inbox, 4);
            known = inbox.view().highestModSeq();
            inbox.expunge(UidSet.of(2));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            Mailbox.Changes changes = inbox.changesSince(known);
            assertThat(changes.vanished().contains(2)).isTrue();
            assertThat(uids(inbox)).noneMatch(uid -> changes.vanished().contains(uid));
        }
    }

    @Test
    void aMessageThatCameAndWentIsNotAChange() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            long known = inbox.view().highestModSeq();
            long uid = inbox.append(message("short")).uid();
            inbox.expunge(UidSet.of(uid));
            assertThat(inbox.changesSince(known).changed()).isEqualTo(UidSet.EMPTY);
        }
    }

    @Test
    void theUnseenAreCounted() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 5);
            inbox.append(message("seen", SEEN));
            store(inbox, UidSet.of(1, 2, 6), Mode.ADD, SEEN);
            store(inbox, UidSet.of(2), Mode.REMOVE, SEEN);
            inbox.expunge(UidSet.of(1, 3));
            assertThat(inbox.view().unseen()).isEqualTo(3);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            MailboxView view = inbox.view();
            assertThat(view.unseen()).isEqualTo(3);
            assertThat(LongStream.range(0, view.count())
                            .filter(i -> !view.flags((int) i).has(SystemFlag.SEEN))
                            .count())
                    .isEqualTo(3);
        }
    }

    private static long assertHigher(Mailbox mailbox, long last) throws Exception {
        long now = mailbox.view().highestModSeq();
        assertThat(now).isGreaterThan(last);
        return now;
    }
}
