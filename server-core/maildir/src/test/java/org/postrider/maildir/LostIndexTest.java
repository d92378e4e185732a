package org.postrider.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.SmallFiles;

/// The index is a cache: whichever of its files is gone, a client that remembers the mailbox sees the same.
class LostIndexTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final MailboxName WORK = MailboxName.of("Work");
    // More than there are letters.
    private static final int KEYWORDS = 40;

    @TempDir
    private Path home;

    private final DerivedField field = new DerivedField() {
        @Override
        public String name() {
            return "size";
        }

        @Override
        public byte[] derive(Content content) {
            return Long.toString(content.size()).getBytes(StandardCharsets.US_ASCII);
        }
    };

    @Test
    void eachFileOfTheIndexMayBeGone() throws Exception {
        MaildirStore store = started(home);
        fill(store);
        List<String> before = seen(store);
        long highest = highestModSeq(store);
        store.stop();
        List<Path> files = files(home.resolve("mail/example.test/bob/index"));
        assertThat(files).hasSizeGreaterThanOrEqualTo(4);

        for (Path file : files) {
            for (boolean empty : new boolean[] {false, true}) {
                Files.deleteIfExists(file);
                if (empty) {
                    Files.createFile(file);
                }
                store = started(home);
                assertThat(seen(store)).as("%s, empty %s", file, empty).isEqualTo(before);
                assertThat(highestModSeq(store)).isGreaterThanOrEqualTo(highest);
                store.stop();
            }
        }
    }

    @Test
    void theIndexMayBeGoneAfterAKilledServerWasStartedOnceMore() throws Exception {
        MaildirStore store = started(home);
        fill(store);
        List<String> before = seen(store);
        // What a killed server leaves: nothing waits any more in its memory.
        Path left = home.resolve("left");
        Files.createDirectories(left);
        copy(home.resolve("mail"), left.resolve("mail"));
        store.stop();

        MaildirStore next = started(left);
        assertThat(seen(next)).isEqualTo(before);
        next.stop();
        SmallFiles.deleteTree(left.resolve("mail/example.test/bob/index"));
        MaildirStore last = started(left);
        assertThat(seen(last)).isEqualTo(before);
        last.stop();
    }

    @Test
    void keywordsWithoutALetterComeAlongWhereTheServerIsKilledBeforeTheIndexHasThem() throws Exception {
        MaildirStore store = started(home);
        fill(store);
        store.checkpoint();
        Path index = home.resolve("mail/example.test/bob/index");
        Path left = home.resolve("left");
        copy(index, Files.createDirectories(left).resolve("before"));
        byte[] octets = "Subject: last\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        Flags flags = Flags.of(Set.of(), Set.of(Keyword.of("other33"), Keyword.of("other37")));
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX);
                Mailbox work = store.account(BOB).open(WORK)) {
            inbox.move(UidSet.of(30, 33, 34, 37, 38), work);
            inbox.copy(UidSet.of(25, 36), work);
            inbox.append(new Mailbox.NewMessage(Content.of(octets), flags, Optional.empty(), Optional.empty(), false));
        }
        List<String> after = seen(store);
        // All files are in their places, and nothing of it is in the index.
        copy(home.resolve("mail"), left.resolve("mail"));
        SmallFiles.deleteTree(left.resolve("mail/example.test/bob/index"));
        copy(left.resolve("before"), left.resolve("mail/example.test/bob/index"));
        store.stop();

        MaildirStore next = started(left);
        assertThat(seen(next)).isEqualTo(after);
        next.stop();
    }

    @Test
    void modSeqsGoOnAboveThoseThatWereGivenOut() throws Exception {
        MaildirStore store = started(home);
        fill(store);
        long highest = highestModSeq(store);
        store.stop();
        SmallFiles.deleteTree(home.resolve("mail/example.test/bob/index"));

        store = started(home);
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            assertThat(inbox.view().highestModSeq()).isGreaterThan(highest);
            // RFC 7162 §3.2.5.2: what was expunged is not known any more, so all that is not there is named.
            assertThat(inbox.changesSince(highest).vanished().contains(2)).isTrue();
            assertThat(inbox.changesSince(highest).vanished().contains(1)).isFalse();
        }
        store.stop();
    }

    private MaildirStore started(Path at) throws Exception {
        MaildirStore store = TestStores.store(at, List.of(field));
        store.start();
        return store;
    }

    private static void fill(MaildirStore store) throws Exception {
        store.account(BOB).create(WORK, Optional.empty());
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX);
                Mailbox work = store.account(BOB).open(WORK)) {
            for (int i = 1; i <= KEYWORDS; i++) {
                byte[] octets = ("Subject: " + i + "\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII);
                Flags flags = Flags.of(
                        i % 3 == 0 ? Set.of(SystemFlag.SEEN) : Set.of(),
                        i % 2 == 0 ? Set.of(Keyword.of("word" + i)) : Set.of());
                inbox.append(
                        new Mailbox.NewMessage(Content.of(octets), flags, Optional.empty(), Optional.empty(), false));
            }
            for (int i = 1; i <= KEYWORDS; i += 4) {
                Flags more = Flags.of(Set.of(SystemFlag.ANSWERED), Set.of(Keyword.of("other" + i)));
                inbox.store(UidSet.of(i, i + 1), new FlagChange(FlagChange.Mode.ADD, more), Long.MAX_VALUE);
            }
            inbox.copy(UidSet.of(4, 38), work);
            inbox.move(UidSet.of(5, 39), work);
            inbox.expunge(UidSet.of(2, 40));
        }
    }

    private List<String> seen(MaildirStore store) throws Exception {
        List<String> seen = new ArrayList<>();
        for (MailboxName name : List.of(MailboxName.INBOX, WORK)) {
            try (Mailbox mailbox = store.account(BOB).open(name)) {
                MailboxView view = mailbox.view();
                seen.add(name + " " + mailbox.id() + " " + view.uidValidity());
                for (int i = 0; i < view.count(); i++) {
                    seen.add(view.uid(i) + " " + view.flags(i) + " " + view.internalDate(i) + " " + view.size(i) + " "
                            + new String(mailbox.derived(view.uid(i), field), StandardCharsets.US_ASCII));
                }
            }
        }
        return seen;
    }

    private static long highestModSeq(MaildirStore store) throws Exception {
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            return inbox.view().highestModSeq();
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
