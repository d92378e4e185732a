package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.format.FromLine;
import org.postrider.mbox.format.MboxParser;
import org.postrider.mbox.format.MessageTags;
import org.postrider.mbox.format.RawLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts off what a crash left of a message that was being appended: used once, when a mailbox is opened, under the
/// file's lock. It was never said to be stored.
///
/// @param intent where the server was about to append, as the index has it; what stands there may be stored after all,
///     where the index lacks what came later
/// @param trusted no message that the index knows has a UID from here on
record TornTail(LockedFile file, MboxIndex.Start start, long intent, long uidValidity, long trusted) {
    private static final Logger LOG = LoggerFactory.getLogger(TornTail.class);
    private static final int BLOCK = 64 * 1024;
    private static final String FROM = "From ";
    /// What a message that ended without an empty line gets before the next.
    private static final int SEPARATOR_OCTETS = 2;

    void cut() throws IOException {
        FileChannel channel = file.channel();
        if (start != MboxIndex.Start.WHOLE) {
            cutZeros();
        }
        if (intent != MboxIndex.NO_INTENT && intent < channel.size()) {
            cutIntended();
        }
        if (start != MboxIndex.Start.WHOLE && channel.size() > 0 && !endsBlank()) {
            cutLast();
        }
    }

    private void cutIntended() throws IOException {
        long torn = torn();
        if (torn < 0) {
            return;
        }
        long foreign = foreignMessage(torn);
        long size = file.channel().size();
        LOG.warn("{} has at octet {} a part of a message, which is cut off", file.file(), torn);
        if (foreign < 0) {
            file.channel().truncate(torn);
            return;
        }
        Rewrite rewrite = new Rewrite(file, new long[] {torn, foreign}, new long[] {foreign - torn, size - foreign}, 2);
        rewrite.drop(0);
        rewrite.run();
    }

    // The index may be older than the file: so whole messages stay, and so does all where no message begins.
    private long torn() throws IOException {
        FileChannel channel = file.channel();
        boolean certain = start == MboxIndex.Start.WHOLE;
        ByteBuffer head = ByteBuffer.allocate(SEPARATOR_OCTETS + FROM.length());
        int length = Math.max(0, channel.read(head, intent));
        String begin = new String(head.array(), 0, length, StandardCharsets.ISO_8859_1).replaceFirst("^\\n{0,2}", "");
        if (!begin.startsWith(FROM)) {
            boolean ends = intent + length == channel.size() && FROM.startsWith(begin);
            return certain && ends ? intent : -1;
        }
        FileRange range = new FileRange(channel, intent, channel.size() - intent);
        MboxParser parser = new MboxParser(new RawLines(range), ZoneId.systemDefault(), MboxParser.Sink.NOTHING);
        boolean first = certain;
        while (parser.next()) {
            while (parser.step()) {
                // It measures.
            }
            MessageTags tags = parser.tags();
            boolean ours = tags.uidValidity() == uidValidity;
            boolean part = ours && tags.uid() >= trusted && parser.size() < tags.size();
            boolean whole = ours && parser.size() == tags.size();
            if (first ? !whole : part) {
                return intent + parser.start();
            }
            first = false;
        }
        return -1;
    }

    // A whole `From ` line, wherever it stands on a line: ours has no end, and within it all of them are quoted.
    private long foreignMessage(long torn) throws IOException {
        FileRange range = new FileRange(file.channel(), torn, file.channel().size() - torn);
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
                    return torn + lines.offset() + i - lines.start();
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
