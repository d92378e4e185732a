package org.postrider.mbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.api.mail.Content;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;

/// Many messages, and a large one.
@Timeout(120)
class LargeTest extends StoreTest {
    @Test
    void aHundredThousandMessages() throws Exception {
        int count = 100_000;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(inboxFile()))) {
            byte[] message = (FROM + "Subject: x\n\nx\n\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < count; i++) {
                out.write(message);
            }
        }
        long validity;
        try (Mailbox inbox = inbox()) {
            assertThat(inbox.view().count()).isEqualTo(count);
            validity = inbox.view().uidValidity();
            FlagChange seen = new FlagChange(FlagChange.Mode.ADD, Flags.of(SystemFlag.SEEN));
            assertThat(inbox.store(UidSet.ALL, seen, Long.MAX_VALUE).changed().size())
                    .isEqualTo(count);
            assertThat(inbox.expunge(UidSet.of(1, 50_000))).isEqualTo(UidSet.of(1, 50_000));
            deliver("Subject: last\n\nx\n");
            assertThat(inbox.view().count()).isEqualTo(count - 1);
        }
        restart();
        try (Mailbox inbox = inbox()) {
            MailboxView view = inbox.view();
            assertThat(view.uidValidity()).isEqualTo(validity);
            assertThat(view.count()).isEqualTo(count - 1);
            assertThat(view.unseen()).isEqualTo(1);
            assertThat(text(inbox, 99_999)).isEqualTo("Subject: x\r\n\r\nx\r\n");
            assertThat(text(inbox, count + 1)).isEqualTo("Subject: last\r\n\r\nx\r\n");
        }
    }

    @Test
    void aMessageThatNoMemoryWouldHold() throws Exception {
        long size = 200L * 1024 * 1024;
        Content large = new Content() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open() {
                return new Pattern(size);
            }
        };
        try (Mailbox inbox = inbox()) {
            inbox.append(simple("before"));
            inbox.append(new Mailbox.NewMessage(large, Flags.NONE, Optional.empty(), Optional.empty(), true));
            assertThat(inbox.view().size(1)).isEqualTo(size);
            inbox.expunge(UidSet.of(1));
            long offset = 150L * 1024 * 1024 + 7;
            try (InputStream in = inbox.content(2).open();
                    InputStream expected = large.open()) {
                in.skipNBytes(offset);
                expected.skipNBytes(offset);
                byte[] read = in.readNBytes(100_000);
                assertThat(read).hasSize(100_000);
                assertThat(java.util.Arrays.mismatch(read, expected.readNBytes(100_000)))
                        .isEqualTo(-1);
            }
        }
    }

    /// Lines that need quoting now and then.
    private static final class Pattern extends InputStream {
        private static final byte[] LINES = (">From here on, as From there on, there are words.\r\n"
                        + "From here they are quoted.\r\n" + "and here not, in a longer line of text.\r\n")
                .getBytes(StandardCharsets.US_ASCII);

        private long left;
        private int at;

        Pattern(long size) {
            this.left = size;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            left--;
            at = (at + 1) % LINES.length;
            return left < 2 ? (left == 1 ? '\r' : '\n') : LINES[at];
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = 0;
            while (count < length && left > 0) {
                into[offset + count++] = (byte) read();
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }
}
