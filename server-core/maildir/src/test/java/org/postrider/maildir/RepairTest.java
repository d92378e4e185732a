package org.postrider.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.Repair;
import org.postrider.api.store.SystemFlag;
import org.postrider.storefiles.SmallFiles;

/// A mailbox that was spoiled behind the server's back is put right, and a client that remembers it notices nothing.
class RepairTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final Flags SOME = Flags.of(Set.of(SystemFlag.FLAGGED), Set.of(Keyword.of("work")));

    @TempDir
    private Path home;

    private final SizeField field = new SizeField();
    private MaildirStore store;
    private Mailbox inbox;
    private List<String> before;

    @BeforeEach
    void open() throws Exception {
        store = TestStores.store(home, List.of(field));
        store.start();
        inbox = store.account(BOB).open(MailboxName.INBOX);
        for (int i = 1; i <= 3; i++) {
            byte[] octets = ("Subject: " + i + "\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII);
            inbox.append(new Mailbox.NewMessage(Content.of(octets), SOME, Optional.empty(), Optional.empty(), false));
        }
        store.checkpoint();
        before = seen();
    }

    @AfterEach
    void close() {
        inbox.close();
        store.stop();
    }

    @Test
    void whatIsRightIsLeftAsItIs() throws Exception {
        assertThat(repair(false)).isEmpty();
        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void aFileOfAnotherSizeThanItsNameSaysCanBeReadAgain() throws Exception {
        Path file = files().getFirst();
        Files.writeString(file, Files.readString(file) + "and more\n");

        assertThat(repair(true)).singleElement().asString().startsWith("UID 1 has ");
        assertThat(files()).contains(file);
        assertThat(repair(false)).singleElement().asString().startsWith("UID 1 has ");
        assertThat(repair(false)).isEmpty();

        assertThat(new String(inbox.content(1).readAll(1000), StandardCharsets.US_ASCII))
                .endsWith("body\r\nand more\r\n");
        assertThat(inbox.view().size(0)).isEqualTo(inbox.content(1).readAll(1000).length);
        assertThat(inbox.derived(1, field)).asString().isEqualTo(inbox.view().size(0) + "");
        restart();
        assertThat(withoutSizes(seen())).isEqualTo(withoutSizes(before));
    }

    @Test
    void changesThatTheFoldersTimesHideAreFound() throws Exception {
        Path cur = maildir().resolve("cur");
        FileTime time = Files.getLastModifiedTime(cur);
        Files.delete(files().getLast());
        Files.writeString(cur.resolve("1700000000.M1P1.other:2,S"), "Subject: new\n\n");
        Files.setLastModifiedTime(cur, time);

        assertThat(repair(false))
                .containsExactlyInAnyOrder(
                        "UID 3 has no file any more and is removed from the index",
                        "cur/1700000000.M1P1.other:2,S is not in the index and is taken up");
        assertThat(uids()).containsExactly(1L, 2L, 4L);
    }

    @Test
    void everySmallFileAndTheIndexAreWrittenAnew() throws Exception {
        Path identity = maildir().resolve("postrider-uid");
        Path keywords = maildir().resolve("postrider-keywords");
        String identityText = Files.readString(identity);
        String keywordsText = Files.readString(keywords);
        Files.writeString(identity, "nonsense");
        Files.delete(keywords);
        SmallFiles.deleteTree(index());

        List<String> faults = repair(true);
        assertThat(faults).hasSize(4);
        assertThat(Files.readString(identity)).isEqualTo("nonsense");
        assertThat(repair(false)).isEqualTo(faults);
        assertThat(repair(false)).isEmpty();

        assertThat(Files.readString(identity)).isEqualTo(identityText);
        assertThat(Files.readString(keywords)).isEqualTo(keywordsText);
        restart();
        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void aDamagedIndexIsWrittenAnew() throws Exception {
        Path log = indexOfInbox().resolve("log");
        byte[] octets = Files.readAllBytes(log);
        octets[octets.length / 2] ^= 1;
        Files.write(log, octets);
        Path derived = indexOfInbox().resolve("derived");
        octets = Files.readAllBytes(derived);
        octets[octets.length - 1] ^= 1;
        Files.write(derived, octets);

        assertThat(repair(false))
                .containsExactly(
                        "what was derived of 1 messages cannot be read and is derived again",
                        "the index is missing or not as it should be and is written anew");
        assertThat(repair(false)).isEmpty();
        restart();
        assertThat(seen()).isEqualTo(before);
    }

    @Test
    void anIndexOfNoMailboxIsDeleted() throws Exception {
        Path stray = Files.createDirectories(index().resolve("0123456789abcdef"));
        Files.writeString(stray.resolve("log"), "");

        assertThat(repair(false)).containsExactly("the index 0123456789abcdef belongs to no mailbox and is deleted");
        assertThat(stray).doesNotExist();
        assertThat(indexOfInbox()).exists();
    }

    @Test
    void whatWasDerivedIsDerivedAnew() throws Exception {
        field.suffix = " octets";
        assertThat(inbox.derived(2, field)).asString().doesNotContain("octets");
        List<String> done = new ArrayList<>();

        inbox.renewDerived(() -> done.add("one"));

        assertThat(done).hasSize(3);
        int derived = field.count;
        assertThat(inbox.derived(2, field)).asString().endsWith(" octets");
        assertThat(field.count).isEqualTo(derived);
        assertThat(repair(false)).isEmpty();
    }

    @Test
    void aMessageWhoseNameGetsOtherSizesKeepsItsUid() throws Exception {
        Path file = files().get(1);
        Files.move(file, file.resolveSibling(file.getFileName().toString().replaceAll("W=\\d+", "W=7")));

        assertThat(seen()).isEqualTo(before);
        restart();
        assertThat(seen()).isEqualTo(before);
    }

    private List<String> repair(boolean dry) throws Exception {
        List<String> heard = new ArrayList<>();
        Repair repair = new Repair() {
            @Override
            public boolean isDryRun() {
                return dry;
            }

            @Override
            public void mended(String what) {
                heard.add(what);
            }

            @Override
            public void notMended(String what) {
                heard.add("not mended: " + what);
            }

            @Override
            public void messageDone() {}
        };
        inbox.repair(repair);
        store.account(BOB).repair(repair);
        return heard;
    }

    private void restart() throws Exception {
        inbox.close();
        store.stop();
        store = TestStores.store(home, List.of(field));
        store.start();
        inbox = store.account(BOB).open(MailboxName.INBOX);
    }

    private List<String> seen() throws Exception {
        MailboxView view = inbox.view();
        List<String> seen = new ArrayList<>(List.of("UIDVALIDITY " + view.uidValidity()));
        for (int i = 0; i < view.count(); i++) {
            seen.add(view.uid(i) + " " + view.flags(i) + " " + view.internalDate(i) + " size " + view.size(i));
        }
        return seen;
    }

    private static List<String> withoutSizes(List<String> seen) {
        return seen.stream().map(each -> each.replaceAll(" size .*", "")).toList();
    }

    private List<Long> uids() throws Exception {
        List<Long> uids = new ArrayList<>();
        for (int i = 0; i < inbox.view().count(); i++) {
            uids.add(inbox.view().uid(i));
        }
        return uids;
    }

    private Path maildir() {
        return home.resolve("mail/example.test/bob/Maildir");
    }

    private Path index() {
        return maildir().resolveSibling("index");
    }

    private Path indexOfInbox() {
        return index().resolve(inbox.id());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(maildir().resolve("cur"))) {
            return files.sorted(java.util.Comparator.comparing(
                            file -> file.getFileName().toString().replaceAll(".*,U=", "")))
                    .toList();
        }
    }

    /// Counts how often it is derived.
    private static final class SizeField implements DerivedField {
        private String suffix = "";
        private int count;

        @Override
        public String name() {
            return "size";
        }

        @Override
        public byte[] derive(Content content) throws IOException {
            count++;
            return (content.readAll(10_000).length + suffix).getBytes(StandardCharsets.US_ASCII);
        }
    }
}
