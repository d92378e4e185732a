package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.ZoneId;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.format.FromLine;
import org.postrider.mbox.format.MboxParser;
import org.postrider.mbox.format.RawLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts off what a crash left of a message that was being appended: used once, when a mailbox is opened, under the
/// file's lock. It was never said to be stored.
record TornTail(LockedFile file, MboxIndex.Start start, long intent) {
    private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);
    private static final int BLOCK = 64 * 1024;

    void cut() throws IOException {
        FileChannel channel = file.channel();
        if (intent != MboxIndex.NO_INTENT && intent < channel.size()) {
            cutIntended();
        }
        if (start == MboxIndex.Start.WHOLE || channel.size() == 0) {
            return;
        }
        cutZeros();
        if (!endsBlank()) {
            cutLast();
        }
    }

    // The server was killed: the place is known. Another program may have delivered since.
    private void cutIntended() throws IOException {
        long foreign = foreignMessage();
        long size = file.channel().size();
        LOG.warn("{} has at octet {} a part of a message, which is cut off", file.file(), intent);
        if (foreign < 0) {
            file.channel().truncate(intent);
            return;
        }
        Rewrite rewrite =
                new Rewrite(file, new long[] {intent, foreign}, new long[] {foreign - intent, size - foreign}, 2);
        rewrite.drop(0);
        rewrite.run();
    }

    // A whole `From ` line, wherever it stands on a line: ours has no end, and within it all of them are quoted.
    private long foreignMessage() throws IOException {
        FileRange range = new FileRange(file.channel(), intent, file.channel().size() - intent);
        RawLines lines = new RawLines(range);
        boolean own = true;
        while (lines.next()) {
            byte[] buffer = lines.buffer();
            for (int i = lines.start(); i + 5 < lines.end(); i++) {
                boolean from = buffer[i] == 'F'
                        && buffer[i + 1] == 'r'
                        && buffer[i + 2] == 'o'
                        && buffer[i + 3] == 'm'
                        && buffer[i + 4] == ' '
                        && (i == lines.start() || buffer[i - 1] != '>')
                        && FromLine.parse(buffer, i, lines.end(), ZoneId.systemDefault())
                                .isPresent();
                if (from && !own) {
                    return intent + lines.offset() + i - lines.start();
                }
                own &= !from;
            }
        }
        return -1;
    }

    // A power failure may leave zeros where nothing was written yet.
    private void cutZeros() throws IOException {
        FileChannel channel = file.channel();
        long end = channel.size();
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        while (end > 0) {
            long from = Math.max(0, end - BLOCK);
            int count = channel.read(block.clear().limit((int) (end - from)), from);
            int i = count - 1;
            while (i >= 0 && block.get(i) == 0) {
                i--;
            }
            if (i >= 0) {
                end = from + i + 1;
                break;
            }
            end = from;
        }
        if (end < channel.size()) {
            LOG.warn("{} ends with zeros, which are cut off at octet {}", file.file(), end);
            channel.truncate(end);
        }
    }

    private boolean endsBlank() throws IOException {
        long size = file.channel().size();
        ByteBuffer end = ByteBuffer.allocate(2);
        return size >= 2 && file.channel().read(end, size - 2) == 2 && end.get(0) == '\n' && end.get(1) == '\n';
    }

    private void cutLast() throws IOException {
        FileRange range = new FileRange(file.channel(), 0, file.channel().size());
        MboxParser parser = new MboxParser(new RawLines(range), ZoneId.systemDefault(), MboxParser.Sink.NOTHING);
        boolean torn = false;
        long last = 0;
        while (parser.next()) {
            while (parser.step()) {
                // Only what comes last counts.
            }
            last = parser.start();
            boolean ours = parser.tags().uidValidity() != 0;
            boolean nothing = parser.tags().size() < 0 && parser.size() == 0 && start == MboxIndex.Start.DOUBTFUL;
            torn = ours ? parser.size() < parser.tags().size() : nothing;
        }
        if (torn) {
            LOG.warn("{} has at octet {} a part of a message, which is cut off", file.file(), last);
            file.channel().truncate(last);
        }
    }
}
