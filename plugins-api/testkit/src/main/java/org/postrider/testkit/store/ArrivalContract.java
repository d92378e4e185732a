package org.postrider.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Content;
import org.postrider.api.store.FlagChange.Mode;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.ObjectIds;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;

/// Messages that come together or in the place of others, when they came, and by which id they are known.
abstract class ArrivalContract extends ConcurrencyContract {
    @Test
    void theSaveDateIsWhenTheMessageCame() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (Mailbox inbox = inbox()) {
            inbox.append(dated("old", Instant.parse("2001-02-03T04:05:06Z")));
            Instant saved = inbox.view().saveDate(0);
            assertThat(saved).isBetween(before, Instant.now());
            store(inbox, UidSet.of(1), Mode.ADD, SEEN);
            assertThat(inbox.view().saveDate(0)).isEqualTo(saved);
            restart();
            try (Mailbox again = inbox()) {
                assertThat(again.view().saveDate(0)).isEqualTo(saved);
            }
        }
    }

    @Test
    void aCopyIsSavedWhenItIsMade() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            inbox.append(dated("old", Instant.parse("2001-02-03T04:05:06Z")));
            inbox.copy(UidSet.ALL, other);
            inbox.move(UidSet.ALL, other);
            assertThat(other.view().saveDate(0)).isBetween(before, Instant.now());
            assertThat(other.view().saveDate(1)).isBetween(before, Instant.now());
        }
    }

    @Test
    void messagesThatComeTogetherAreInTheirOrder() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            List<Mailbox.Appended> appended =
                    inbox.appendAll(List.of(message("a"), message("b", SEEN), message("c", keywords("work"))));
            MailboxView view = inbox.view();
            assertThat(appended).allMatch(Mailbox.Appended::added);
            assertThat(appended).allMatch(each -> each.uidValidity() == view.uidValidity());
            assertThat(appended.stream().map(Mailbox.Appended::uid).toList())
                    .isSorted()
                    .isEqualTo(uids(inbox).subList(1, 4));
            assertThat(text(inbox, appended.get(0).uid())).isEqualTo(octets("a"));
            assertThat(text(inbox, appended.get(2).uid())).isEqualTo(octets("c"));
            assertThat(flags(inbox, appended.get(1).uid())).isEqualTo(SEEN);
            assertThat(flags(inbox, appended.get(2).uid())).isEqualTo(keywords("work"));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().count()).isEqualTo(4);
            assertThat(text(inbox, uids(inbox).get(3))).isEqualTo(octets("c"));
        }
    }

    @Test
    void whereOneCannotBeReadNoneIsAdded() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 2);
            List<Long> before = uids(inbox);
            Mailbox.NewMessage broken =
                    new Mailbox.NewMessage(unreadable(), Flags.NONE, Optional.empty(), Optional.empty(), false);
            assertThatThrownBy(() -> inbox.appendAll(List.of(message("a"), broken, message("c"))))
                    .isInstanceOf(StoreException.class);
            assertThat(uids(inbox)).isEqualTo(before);
            assertThat(text(inbox, before.getLast())).isEqualTo(octets("message 2"));
            inbox.append(message("next"));
            assertThat(inbox.view().count()).isEqualTo(3);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().count()).isEqualTo(3);
        }
    }

    @Test
    void nobodySeesSomeWithoutTheOthers() throws Exception {
        AtomicInteger odd = new AtomicInteger();
        try (Mailbox inbox = inbox();
                Mailbox watched = inbox()) {
            try (Mailbox.Watch _ = watched.watch(() -> odd.addAndGet(count(watched) % 3))) {
                for (int i = 0; i < 20; i++) {
                    inbox.appendAll(List.of(message("a"), message("b"), message("c")));
                }
            }
            assertThat(inbox.view().count()).isEqualTo(60);
        }
        assertThat(odd).hasValue(0);
    }

    @Test
    void addingNoneIsNothing() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            long before = inbox.view().highestModSeq();
            assertThat(inbox.appendAll(List.of())).isEmpty();
            assertThat(inbox.view().highestModSeq()).isEqualTo(before);
        }
    }

    @Test
    void aMessageIsReplaced() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 3);
            long since = inbox.view().highestModSeq();
            long uid = inbox.replace(2, inbox, message("new", SEEN)).uid();
            assertThat(uids(inbox)).containsExactly(1L, 3L, uid);
            assertThat(text(inbox, uid)).isEqualTo(octets("new"));
            assertThat(inbox.changesSince(since).vanished()).isEqualTo(UidSet.of(2));
            assertThatThrownBy(() -> inbox.replace(2, inbox, message("newer")))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_FOUND));
            assertThat(inbox.view().count()).isEqualTo(3);
        }
    }

    @Test
    void whereTheNewOneCannotBeAddedTheOldOneStays() throws Exception {
        try (Mailbox inbox = inbox()) {
            fill(inbox, 1);
            Mailbox.NewMessage broken =
                    new Mailbox.NewMessage(unreadable(), Flags.NONE, Optional.empty(), Optional.empty(), false);
            assertThatThrownBy(() -> inbox.replace(1, inbox, broken)).isInstanceOf(StoreException.class);
            assertThat(text(inbox, 1)).isEqualTo(octets("message 1"));
        }
    }

    @Test
    void aDraftIsReplacedByOneInAnotherMailbox() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox sent = made("Outbox")) {
            fill(inbox, 1);
            inbox.replace(1, sent, message("sent"));
            assertThat(inbox.view().count()).isZero();
            assertThat(text(sent, 1)).isEqualTo(octets("sent"));
        }
    }

    @Test
    void anEmailIdGoesWithTheMessage() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            fill(inbox, 2);
            ObjectIds first = ObjectIds.of(inbox, 1);
            ObjectIds second = ObjectIds.of(inbox, 2);
            assertThat(first.emailId()).matches("[A-Za-z0-9_-]{1,64}").isNotEqualTo(second.emailId());
            assertThat(first.threadId()).matches("[A-Za-z0-9_-]{1,64}").isNotEqualTo(second.threadId());
            inbox.copy(UidSet.of(1), other);
            inbox.move(UidSet.of(2), other);
            assertThat(ObjectIds.of(other, 1)).isEqualTo(first);
            assertThat(ObjectIds.of(other, 2)).isEqualTo(second);
        }
        restart();
        try (Mailbox inbox = inbox();
                Mailbox other = bob().open(org.postrider.api.store.MailboxName.of("Other"))) {
            assertThat(ObjectIds.of(other, 1)).isEqualTo(ObjectIds.of(inbox, 1));
        }
    }

    @Test
    void answersAreInTheThreadOfWhatTheyAnswer() throws Exception {
        assertThat(threadId("Message-ID: <1@x>\r\n"))
                .isEqualTo(threadId("Message-ID: <2@x>\r\nIn-Reply-To: <1@x>\r\n"))
                .isEqualTo(threadId("Message-ID: <3@x>\r\nIn-Reply-To: <2@x>\r\nReferences: <1@x>\r\n <2@x>\r\n"))
                .isNotEqualTo(threadId("Message-ID: <2@x>\r\n"));
        assertThat(threadId("In-Reply-To: your letter\r\nMessage-ID: <1@x>\r\n"))
                .isEqualTo(threadId("Message-ID: <1@x>\r\n"));
    }

    private static String threadId(String header) throws IOException {
        Content content = Content.of((header + "\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII));
        return ObjectIds.of(content).threadId();
    }

    private static int count(Mailbox mailbox) {
        try {
            return mailbox.view().count();
        } catch (StoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Content unreadable() {
        return new Content() {
            @Override
            public long size() {
                return 1000;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("a disk that breaks, made for a test");
            }
        };
    }
}
