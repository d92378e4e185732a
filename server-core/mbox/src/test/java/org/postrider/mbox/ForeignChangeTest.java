package org.postrider.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.SmallFiles;

/// What another program does to the file between two calls appears.
class ForeignChangeTest extends StoreTest {
    private static final Flags SEEN = Flags.of(SystemFlag.SEEN);

    @Test
    void mailThatAnotherProgramDelivers() throws Exception {
        deliver("Subject: before\n\nfirst\n");
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L);
            inbox.append(simple("ours"));
            deliver("Subject: between\nStatus: RO\nX-Status: F\nX-Keywords: work\n\n>From me\n");
            deliver("Subject: last\n\nno empty line");
            assertThat(uids(inbox)).containsExactly(1L, 2L, 3L, 4L);
            assertThat(text(inbox, 1)).isEqualTo("Subject: before\r\n\r\nfirst\r\n");
            assertThat(text(inbox, 3)).isEqualTo("Subject: between\r\n\r\nFrom me\r\n");
            assertThat(flags(inbox, 3)).hasToString("\\Seen \\Flagged work");
            assertThat(text(inbox, 4)).isEqualTo("Subject: last\r\n\r\nno empty line\r\n");
            assertThat(inbox.view().internalDate(2))
                    .isBetween(Instant.parse("1996-01-02T11:00:00Z"), Instant.parse("1996-01-03T16:00:00Z"));
            inbox.append(simple("behind it"));
            assertThat(text(inbox, 4)).isEqualTo("Subject: last\r\n\r\nno empty line\r\n");
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(flags(inbox, 3)).hasToString("\\Seen \\Flagged work");
        }
    }

    @Test
    void aWatchHearsOfForeignMail() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("ours"));
            AtomicInteger heard = new AtomicInteger();
            try (Mailbox.Watch _ = inbox.watch(heard::incrementAndGet)) {
                store.keepHouse();
                assertThat(heard).hasValue(0);
                deliver("Subject: new\n\nx\n");
                store.keepHouse();
                assertThat(heard).hasValue(1);
            }
        }
    }

    @Test
    void flagsThatAnotherProgramSetsWhereItLikes() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
            inbox.append(simple("two"));
            long known = inbox.view().highestModSeq();
            // As mutt does: out of their place, and to the end of the header.
            rewrite(file().replaceFirst("Status:   \nX-Status:     \n", "")
                    .replaceFirst(
                            "Subject: one\n", "Subject: one\nStatus: RO\nX-Status: A\nContent-Length: 4\nLines: 1\n"));
            assertThat(flags(inbox, 1)).hasToString("\\Seen \\Answered");
            assertThat(inbox.changesSince(known).changed()).isEqualTo(UidSet.of(1));
            assertThat(inbox.changesSince(known).vanished()).isEqualTo(UidSet.EMPTY);
            assertThat(text(inbox, 1)).isEqualTo("Subject: one\r\n\r\none\r\n");
            // And ours on top of them.
            add(inbox, 1, Flags.of(SystemFlag.DELETED));
            assertThat(file()).containsOnlyOnce("RO").containsOnlyOnce("AD");
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(flags(inbox, 1)).hasToString("\\Seen \\Answered \\Deleted");
            assertThat(text(inbox, 2)).isEqualTo("Subject: two\r\n\r\ntwo\r\n");
        }
    }

    @Test
    void aChangeThatLeavesSizeAndTimeAsTheyWere() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
            assertThat(flags(inbox, 1)).isEqualTo(Flags.NONE);
            FileTime before = Files.getLastModifiedTime(inboxFile());
            rewrite(file().replace("Status:   \n", "Status: RO\n"));
            Files.setLastModifiedTime(inboxFile(), before);
            assertThat(flags(inbox, 1)).isEqualTo(SEEN);
        }
    }

    @Test
    void messagesThatAnotherProgramRemoves() throws Exception {
        try (Mailbox inbox = inbox()) {
            for (String subject : List.of("one", "two", "three")) {
                inbox.append(simple(subject));
            }
            long known = inbox.view().highestModSeq();
            String all = file();
            int second = all.indexOf("From ", 10);
            int third = all.indexOf("From ", second + 10);
            rewrite(all.substring(0, second) + all.substring(third));
            assertThat(uids(inbox)).containsExactly(1L, 3L);
            assertThat(inbox.changesSince(known).vanished()).isEqualTo(UidSet.of(2));
            assertThat(text(inbox, 3)).isEqualTo("Subject: three\r\n\r\nthree\r\n");
            // In another order.
            rewrite(all.substring(third) + all.substring(0, second));
            assertThat(uids(inbox)).containsExactly(1L, 3L);
            assertThat(text(inbox, 1)).isEqualTo("Subject: one\r\n\r\none\r\n");
            inbox.expunge(UidSet.of(3));
            assertThat(text(inbox, 1)).isEqualTo("Subject: one\r\n\r\none\r\n");
            Files.delete(inboxFile());
            assertThat(uids(inbox)).isEmpty();
            assertThat(inbox.append(simple("after it")).uid()).isEqualTo(4);
        }
    }

    @Test
    void aMessageThatAnotherProgramChangesIsAnotherOne() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
            rewrite(file().replace("\n\none\n", "\n\nanother text\n"));
            assertThat(uids(inbox)).containsExactly(2L);
            assertThat(text(inbox, 2)).isEqualTo("Subject: one\r\n\r\nanother text\r\n");
        }
    }

    @Test
    void aMessageThatAnotherProgramCopiesIsAnotherOne() throws Exception {
        try (Mailbox inbox = inbox();
                Mailbox other = made("Other")) {
            inbox.append(simple("one"));
            rewrite(file() + file());
            assertThat(uids(inbox)).containsExactly(1L, 2L);
            other.append(simple("there"));
            Files.writeString(folder().resolve("Other"), file(), java.nio.file.StandardOpenOption.APPEND);
            assertThat(uids(other)).containsExactly(1L, 2L, 3L);
            assertThat(text(other, 3)).isEqualTo("Subject: one\r\n\r\none\r\n");
        }
    }

    @Test
    void aFileOfAnotherProgramBecomesAMailbox() throws Exception {
        Files.writeString(folder().resolve("lists"), FROM + "Subject: x\n\nx\n");
        Files.createDirectory(folder().resolve("lists.sbd"));
        Files.writeString(folder().resolve("lists.sbd/java"), "");
        Files.writeString(folder().resolve("lists.lock"), "");
        Files.writeString(folder().resolve("Inbox"), "");
        Files.writeString(folder().resolve(".hidden"), "");
        assertThat(bob().list())
                .extracting(info -> info.name().toString())
                .contains("lists", "lists/java", "INBOX")
                .doesNotContain("lists.lock", "lists.sbd", "Inbox", ".hidden");
        Files.delete(folder().resolve("lists.lock"));
        try (Mailbox lists = bob().open(MailboxName.of("lists"))) {
            assertThat(text(lists, 1)).isEqualTo("Subject: x\r\n\r\nx\r\n");
            Files.delete(folder().resolve("lists"));
            assertThatThrownBy(lists::view)
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NOT_FOUND));
        }
    }

    @Test
    void whatIsNoMboxIsLeftAlone() throws Exception {
        Files.writeString(folder().resolve("notes"), "not a mailbox\n");
        assertThatThrownBy(() -> bob().open(MailboxName.of("notes"))).isInstanceOf(StoreException.class);
        assertThat(folder().resolve("notes")).hasContent("not a mailbox\n");
        assertThat(folder().resolve("notes.lock")).doesNotExist();
    }

    @Test
    void theIndexCanBeLost() throws Exception {
        Flags flags = Flags.of(
                Set.of(SystemFlag.SEEN, SystemFlag.DRAFT), Set.of(Keyword.of("$Forwarded"), Keyword.of("work")));
        long validity;
        String id;
        try (Mailbox inbox = inbox()) {
            for (int i = 1; i <= 5; i++) {
                inbox.append(simple("message " + i));
            }
            deliver("Subject: foreign\n\nx\n");
            inbox.expunge(UidSet.of(2));
            add(inbox, 3, flags);
            validity = inbox.view().uidValidity();
            id = inbox.id();
        }
        stop();
        SmallFiles.deleteTree(home.resolve("mail/example.test/bob/mbox-index"));
        start();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L, 3L, 4L, 5L, 6L);
            assertThat(inbox.view().uidValidity()).isEqualTo(validity);
            assertThat(inbox.id()).isEqualTo(id);
            assertThat(flags(inbox, 3)).isEqualTo(flags);
            assertThat(text(inbox, 6)).isEqualTo("Subject: foreign\r\n\r\nx\r\n");
            assertThat(inbox.append(simple("next")).uid()).isGreaterThan(6);
        }
    }

    @Test
    void aMessageIsReadToItsEndWhileOthersComeAndGo() throws Exception {
        long seed = System.nanoTime();
        byte[] octets = new byte[3_000_000];
        new Random(seed).nextBytes(octets);
        String large = "Subject: large\r\n\r\n" + new String(octets, StandardCharsets.ISO_8859_1);
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("before"));
            inbox.append(message(large));
            StringBuilder read = new StringBuilder();
            try (InputStream in = inbox.content(2).open()) {
                read.append(new String(in.readNBytes(100_000), StandardCharsets.ISO_8859_1));
                inbox.expunge(UidSet.of(1));
                read.append(new String(in.readNBytes(400_000), StandardCharsets.ISO_8859_1));
                deliver("Subject: foreign\n\nx\n");
                read.append(new String(in.readNBytes(600_000), StandardCharsets.ISO_8859_1));
                add(inbox, 2, Flags.of(Set.of(), Set.of(Keyword.of("k".repeat(90)))));
                read.append(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
            assertThat(read.toString().equals(large)).as("seed %d", seed).isTrue();
        }
    }

    /// Any octets are stored, whatever other messages are around them, and survive what is done to the file.
    @Test
    void randomMessagesStayWhatTheyAre() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        java.util.Map<Long, String> expected = new java.util.TreeMap<>();
        try (Mailbox inbox = inbox()) {
            for (int i = 0; i < 150; i++) {
                String text = randomText(random);
                expected.put(inbox.append(message(text)).uid(), text);
                long some = 1 + random.nextLong(inbox.view().uidNext());
                switch (random.nextInt(5)) {
                    case 0 -> inbox.expunge(UidSet.of(some)).stream().forEach(expected::remove);
                    case 1 -> add(inbox, some, Flags.of(Set.of(), Set.of(Keyword.of("key" + random.nextInt(40)))));
                    case 2 -> {
                        deliver("Subject: " + i + "\n\nx\n");
                        expected.put(uids(inbox).getLast(), "Subject: " + i + "\r\n\r\nx\r\n");
                    }
                    case 3 -> {
                        Mailbox.CopyResult copies = inbox.copy(UidSet.of(some), inbox);
                        for (int k = 0; k < copies.copies().size(); k++) {
                            expected.put(
                                    copies.copies().get(k),
                                    String.valueOf(expected.get(copies.sources().get(k))));
                        }
                    }
                    default -> add(inbox, some, SEEN);
                }
            }
            assertAll(inbox, expected, seed);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertAll(inbox, expected, seed);
        }
        stop();
        SmallFiles.deleteTree(home.resolve("mail/example.test/bob/mbox-index"));
        start();
        try (Mailbox inbox = inbox()) {
            assertAll(inbox, expected, seed);
        }
    }

    private static void assertAll(Mailbox inbox, java.util.Map<Long, String> expected, long seed) throws Exception {
        assertThat(uids(inbox)).as("seed %d", seed).isEqualTo(List.copyOf(expected.keySet()));
        for (long uid : expected.keySet()) {
            assertThat(text(inbox, uid)).as("seed %d, UID %d", seed, uid).isEqualTo(expected.get(uid));
        }
    }

    private static String randomText(Random random) {
        List<String> pieces = List.of(
                "\r\n",
                "\n",
                "\r",
                "From x\r\n",
                ">",
                "\r\n\r\n",
                "Status: RO\r\n",
                "X-UID: 1\r\n",
                "\0",
                " ",
                "Subject: y",
                "X-Postrider: 1 2 3 4 lf -\n");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(20); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @Test
    void foldersAreFilesAndThoseBelowThemInDirectories() throws Exception {
        bob().create(MailboxName.of("a", "b.c", "\ud83d\ude00"), Optional.empty());
        assertThat(folder().resolve("a.sbd/b&AC4-c.sbd/&2D3eAA-")).isRegularFile();
        bob().delete(MailboxName.of("a", "b.c", "\ud83d\ude00"));
        assertThat(folder().resolve("a.sbd")).doesNotExist();
    }

    @Test
    void theSenderIsThatOfTheReturnPath() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(message("Return-Path: <ann@example.test>\r\nSubject: x\r\n\r\n"));
            inbox.append(message("Return-Path: <>\r\nSubject: x\r\n\r\n"));
        }
        assertThat(file()).startsWith("From ann@example.test ").contains("\n\nFrom MAILER-DAEMON ");
    }
}
