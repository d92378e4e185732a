package org.postrider.mbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.postrider.mbox.MailLocks.LockedFile;

/// Messages that are being added at the end of a mailbox's file: used once, under the file's lock. Until [#done] a
/// crash leaves something that is cut off.
final class Appending {
    private final MboxState state;
    private final LockedFile file;
    private final long oldEnd;
    private final FileTail out;

    Appending(MboxState state, LockedFile file) throws IOException {
        this.state = state;
        this.file = file;
        this.oldEnd = file.channel().size();
        this.out = new FileTail(file, file.channel(), oldEnd);
        state.index().intend(oldEnd);
        out.write(missingEnd().getBytes(StandardCharsets.US_ASCII));
    }

    OutputStream out() {
        return out;
    }

    /// Where the next message begins.
    long position() {
        return out.position();
    }

    /// @param forced whether the messages are on the disk when it returns
    void done(boolean forced) throws IOException {
        out.flush();
        if (forced) {
            file.channel().force(true);
        }
    }

    /// The file is as it was.
    void abandon() throws IOException {
        file.channel().truncate(oldEnd);
        state.index().intend(MboxIndex.NO_INTENT);
        state.settle(file);
    }

    /// Where another program left the last message without an empty line, it got one.
    void settleLast(long firstOffset) {
        Messages messages = state.messages();
        for (int i = messages.count() - 1; i >= 0; i--) {
            if (messages.offset(i) + messages.length(i) == oldEnd) {
                messages.place(i, messages.offset(i), firstOffset - messages.offset(i));
                return;
            }
        }
    }

    private String missingEnd() throws IOException {
        int length = (int) Math.min(3, oldEnd);
        ByteBuffer end = ByteBuffer.allocate(length);
        file.channel().read(end, oldEnd - length);
        String text = new String(end.array(), StandardCharsets.ISO_8859_1);
        boolean blank = text.endsWith("\n\n") || text.endsWith("\n\r\n") || text.isEmpty() || text.equals("\n");
        return blank ? "" : text.endsWith("\n") ? "\n" : "\n\n";
    }
}
