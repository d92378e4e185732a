package org.postrider.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.storefiles.SmallFiles;

/// What a crash leaves behind.
class CrashTest extends StoreTest {
    @Test
    void aTornTailIsCutOffWhereverItEnds() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("whole"));
        }
        stop();
        byte[] whole = Files.readAllBytes(inboxFile());
        start();
        try (Mailbox inbox = inbox()) {
            inbox.append(delivery("m1"));
        }
        stop();
        byte[] both = Files.readAllBytes(inboxFile());
        Path index = home.resolve("mail/example.test/bob/mbox-index");
        for (int length = whole.length; length < both.length; length += 7) {
            // The index says that something was to come from there on, and no more.
            SmallFiles.deleteTree(home);
            start();
            try (Mailbox inbox = inbox()) {
                inbox.append(simple("whole"));
            }
            stop();
            long start = Files.size(inboxFile());
            intend(index, start);
            byte[] torn = java.util.Arrays.copyOfRange(both, whole.length, length);
            Files.write(inboxFile(), torn, java.nio.file.StandardOpenOption.APPEND);
            start();
            try (Mailbox inbox = inbox()) {
                assertThat(uids(inbox)).as("%d octets of it", torn.length).containsExactly(1L);
                assertThat(Files.size(inboxFile())).isEqualTo(start);
                assertThat(inbox.append(delivery("m1")).added()).isTrue();
                assertThat(text(inbox, uids(inbox).getLast())).isEqualTo("Subject: m1\r\n\r\nm1\r\n");
            }
        }
    }

    @Test
    void mailOfAnotherProgramBehindATornTailIsKept() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("whole"));
        }
        stop();
        long start = Files.size(inboxFile());
        intend(home.resolve("mail/example.test/bob/mbox-index"), start);
        Files.writeString(
                inboxFile(),
                FROM + "X-UID: 2\nStatus:   \n\ntorn in the mid" + FROM + "Subject: foreign\n\nx\n\n",
                java.nio.file.StandardOpenOption.APPEND);
        start();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).hasSize(2);
            assertThat(text(inbox, uids(inbox).getLast())).isEqualTo("Subject: foreign\r\n\r\nx\r\n");
            assertThat(file()).doesNotContain("torn");
        }
    }

    @Test
    void whatACrashLeftIsCutOffOnceOnly() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("whole"));
        }
        stop();
        intend(index(), Files.size(inboxFile()));
        Files.writeString(inboxFile(), FROM + "X-UID: 2\nSta", java.nio.file.StandardOpenOption.APPEND);
        start();
        try (Mailbox inbox = inbox()) {
            // The file grows past the place where the torn message stood.
            add(inbox, 1, Flags.of(java.util.Set.of(), java.util.Set.of(Keyword.of("k".repeat(90)))));
        }
        restart();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L);
            assertThat(text(inbox, 1)).isEqualTo("Subject: whole\r\n\r\nwhole\r\n");
        }
    }

    /// The disk was full, or the power failed after the file was forced and before the index was.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWholeMessageOfWhichTheIndexHasTheIntentOnlyIsKept(boolean powerFailure) throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
        }
        stop();
        long end = Files.size(inboxFile());
        byte[] log = Files.readAllBytes(log());
        start();
        try (Mailbox inbox = inbox()) {
            inbox.append(delivery("m1"));
            inbox.append(simple("three"));
        }
        stop();
        Files.write(log(), log);
        intend(index(), end, powerFailure);
        start();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L, 2L, 3L);
            assertThat(text(inbox, 2)).isEqualTo("Subject: m1\r\n\r\nm1\r\n");
            assertThat(text(inbox, 3)).isEqualTo("Subject: three\r\n\r\nthree\r\n");
            assertThat(inbox.append(delivery("m1")).added()).isFalse();
        }
    }

    @Test
    void anIntentWhereNoMessageBeginsAnyMoreCutsNothing() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
        }
        stop();
        for (boolean powerFailure : List.of(false, true)) {
            intend(index(), Files.size(inboxFile()) - 5, powerFailure);
            restart();
            try (Mailbox inbox = inbox()) {
                assertThat(text(inbox, 1)).isEqualTo("Subject: one\r\n\r\none\r\n");
            }
            stop();
        }
    }

    @Test
    void aPowerFailureInTheMiddleOfAMessageLeavesNothingOfIt() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
        }
        stop();
        long end = Files.size(inboxFile());
        byte[] log = Files.readAllBytes(log());
        start();
        try (Mailbox inbox = inbox()) {
            inbox.append(delivery("m1"));
        }
        stop();
        Files.write(log(), log);
        intend(index(), end, true);
        // It ends with an empty line, as if it were whole: the one behind the header.
        String all = file();
        rewrite(all.substring(0, all.indexOf("\n\n", (int) end) + 2));
        start();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L);
            assertThat(inbox.append(delivery("m1")).added()).isTrue();
        }
    }

    @Test
    void aPowerFailureThatTookTheIndexLeavesWholeMessages() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("whole"));
            inbox.append(message("Subject: torn\r\n\r\n" + "x".repeat(1000) + "\r\n"));
        }
        stop();
        SmallFiles.deleteTree(home.resolve("mail/example.test/bob/mbox-index"));
        byte[] all = Files.readAllBytes(inboxFile());
        Files.write(inboxFile(), java.util.Arrays.copyOf(all, all.length - 200));
        Files.write(inboxFile(), new byte[100_000], java.nio.file.StandardOpenOption.APPEND);
        start();
        try (Mailbox inbox = inbox()) {
            assertThat(uids(inbox)).containsExactly(1L);
            assertThat(text(inbox, 1)).isEqualTo("Subject: whole\r\n\r\nwhole\r\n");
        }
    }

    @Test
    void anAppendThatFailsLeavesTheFileAsItWas() throws Exception {
        Content broken = new Content() {
            private int opened;

            @Override
            public long size() {
                return 100_000;
            }

            // Good when it is looked at, broken when it is written.
            @Override
            public java.io.InputStream open() {
                return ++opened < 3
                        ? new java.io.ByteArrayInputStream(new byte[100_000])
                        : new java.io.SequenceInputStream(
                                new java.io.ByteArrayInputStream(new byte[90_000]), new BrokenStream());
            }
        };
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
            String before = file();
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> inbox.append(
                            new Mailbox.NewMessage(broken, Flags.NONE, Optional.empty(), Optional.empty(), true)))
                    .hasMessageContaining("broken");
            assertThat(file()).isEqualTo(before);
            assertThat(inbox.append(simple("two")).uid()).isGreaterThan(1);
            assertThat(uids(inbox)).hasSize(2);
        }
    }

    @Test
    void aRewriteThatWasInterruptedIsDoneToItsEnd() throws Exception {
        try (Mailbox inbox = inbox()) {
            for (int i = 1; i <= 5; i++) {
                inbox.append(simple("message " + i));
            }
            inbox.expunge(UidSet.of(1));
        }
        stop();
        byte[] whole = Files.readAllBytes(inboxFile());
        for (String foreign : List.of("", FROM + "Subject: foreign\n\nx\n\n")) {
            // Half of it is written over already.
            byte[] broken = (new String(whole, StandardCharsets.ISO_8859_1) + "old rest of the file\n\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            java.util.Arrays.fill(broken, 300, 500, (byte) 'z');
            Files.write(inboxFile(), broken);
            writeRedo(300, broken.length, java.util.Arrays.copyOfRange(whole, 300, whole.length));
            Files.writeString(inboxFile(), foreign, java.nio.file.StandardOpenOption.APPEND);
            start();
            try (Mailbox inbox = inbox()) {
                assertThat(uids(inbox)).startsWith(2L, 3L, 4L, 5L).hasSize(foreign.isEmpty() ? 4 : 5);
                assertThat(text(inbox, 3)).isEqualTo("Subject: message 3\r\n\r\nmessage 3\r\n");
                if (!foreign.isEmpty()) {
                    assertThat(text(inbox, uids(inbox).getLast())).isEqualTo("Subject: foreign\r\n\r\nx\r\n");
                }
            }
            assertThat(RedoFile.path(inboxFile())).doesNotExist();
            stop();
        }
    }

    @Test
    void aSecondFileThatIsNotWholeChangesNothing() throws Exception {
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("one"));
        }
        stop();
        writeRedo(0, 100, "garbage".getBytes(StandardCharsets.US_ASCII));
        byte[] redo = Files.readAllBytes(RedoFile.path(inboxFile()));
        Files.write(RedoFile.path(inboxFile()), java.util.Arrays.copyOf(redo, redo.length - 1));
        start();
        try (Mailbox inbox = inbox()) {
            assertThat(text(inbox, 1)).isEqualTo("Subject: one\r\n\r\none\r\n");
        }
        assertThat(RedoFile.path(inboxFile())).doesNotExist();
    }

    private static Mailbox.NewMessage delivery(String id) {
        byte[] octets = ("Subject: " + id + "\r\n\r\n" + id + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return new Mailbox.NewMessage(
                Content.of(octets),
                Flags.NONE,
                Optional.empty(),
                Optional.of(new DeliveryName(new MailId(id), BOB)),
                false);
    }

    private Path index() {
        return home.resolve("mail/example.test/bob/mbox-index");
    }

    private Path log() throws IOException {
        String id = Files.readString(MboxState.identityFile(inboxFile()));
        try (var folders = Files.list(index())) {
            return folders.filter(each -> id.contains(String.valueOf(each.getFileName())))
                    .findFirst()
                    .orElseThrow()
                    .resolve("log");
        }
    }

    private void intend(Path index, long offset) throws Exception {
        intend(index, offset, false);
    }

    // As a server does that is killed directly after it; or did before the computer was started anew.
    private void intend(Path index, long offset, boolean before) throws Exception {
        try (var folders = Files.list(index)) {
            for (Path each : folders.toList()) {
                String identity = Files.readString(MboxState.identityFile(inboxFile()));
                if (identity.contains(String.valueOf(each.getFileName()))) {
                    long validity = Long.parseLong(identity.split(" ")[1]);
                    try (MboxIndex opened = MboxIndex.open(each.resolve("log"), validity, 1)) {
                        if (before) {
                            opened.resume(opened.file(), 1, 1);
                        }
                        opened.intend(offset);
                    }
                }
            }
        }
    }

    private void writeRedo(long at, long oldSize, byte[] payload) throws IOException {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(payload);
        ByteBuffer octets = ByteBuffer.allocate(40 + payload.length);
        octets.putLong(0x5052_5844_4f4d_4231L).putLong(at).putLong(oldSize).putLong(payload.length);
        octets.putLong(crc.getValue()).put(payload);
        Files.write(RedoFile.path(inboxFile()), octets.array());
    }

    @Test
    void aRedoFileIsGoneWhenItWasApplied() throws Exception {
        MailLocks locks = new MailLocks(Duration.ofSeconds(5), Duration.ofMinutes(5), "host", "token");
        Path file = home.resolve("some");
        Files.writeString(file, "0123456789");
        try (LockedFile locked = locks.lock(file, false);
                RedoFile redo = new RedoFile(locked, 4)) {
            redo.out().write("abc".getBytes(StandardCharsets.US_ASCII));
            redo.apply();
        }
        assertThat(file).hasContent("0123abc");
        assertThat(RedoFile.path(file)).doesNotExist();
    }

    /// Fails when it is read.
    private static final class BrokenStream extends java.io.ByteArrayInputStream {
        BrokenStream() {
            super(new byte[0]);
        }

        @Override
        public synchronized int read(byte[] into, int offset, int length) {
            throw new java.io.UncheckedIOException(new IOException("the spool's disk is broken"));
        }
    }
}
