package org.postrider.mbox;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.format.MessageCopier;
import org.postrider.mbox.format.MessageTags;

/// Takes messages out of a file, or gives them other fields of the mailbox's own: used once, under the file's lock.
final class Rewrite {
    private final LockedFile file;
    private final long[] offsets;
    private final long[] lengths;
    private final int count;
    private final BitSet dropped = new BitSet();
    private final Map<Integer, Supplier<MessageTags>> tagged = new HashMap<>();
    private int first;

    /// @param offsets of all messages, in their order in the file; afterwards their new ones
    /// @param lengths each up to the next message; afterwards the new ones, 0 for those that are gone
    Rewrite(LockedFile file, long[] offsets, long[] lengths, int count) {
        this.file = file;
        this.offsets = offsets;
        this.lengths = lengths;
        this.count = count;
        this.first = count;
    }

    void drop(int i) {
        dropped.set(i);
        first = Math.min(first, i);
    }

    void tag(int i, Supplier<MessageTags> tags) {
        tagged.put(i, tags);
        first = Math.min(first, i);
    }

    void run() throws IOException {
        if (first == count) {
            return;
        }
        if (dropped.nextClearBit(first) >= count) {
            file.channel().truncate(offsets[first]);
            for (int i = first; i < count; i++) {
                lengths[i] = 0;
            }
            return;
        }
        long[] newOffsets = new long[count];
        long[] newLengths = new long[count];
        try (RedoFile redo = new RedoFile(file, offsets[first])) {
            try {
                write(redo, newOffsets, newLengths);
            } catch (IOException | RuntimeException e) {
                redo.abandon();
                throw e;
            }
            redo.apply();
        }
        System.arraycopy(newOffsets, first, offsets, first, count - first);
        System.arraycopy(newLengths, first, lengths, first, count - first);
    }

    private void write(RedoFile redo, long[] newOffsets, long[] newLengths) throws IOException {
        int i = first;
        while (i < count) {
            newOffsets[i] = redo.position();
            Supplier<MessageTags> tags = tagged.get(i);
            if (dropped.get(i)) {
                i++;
            } else if (tags != null) {
                FileRange range = new FileRange(file.channel(), offsets[i], lengths[i]);
                MessageCopier.copy(range, lengths[i], tags.get(), redo.out());
                newLengths[i] = redo.position() - newOffsets[i];
                i++;
            } else {
                i = copyUnchanged(i, redo, newOffsets, newLengths);
            }
        }
    }

    // Many at once: they follow each other in the file.
    private int copyUnchanged(int from, RedoFile redo, long[] newOffsets, long[] newLengths) throws IOException {
        long shift = redo.position() - offsets[from];
        int i = from;
        while (i < count && !dropped.get(i) && !tagged.containsKey(i)) {
            newOffsets[i] = offsets[i] + shift;
            newLengths[i] = lengths[i];
            i++;
        }
        long length = offsets[i - 1] + lengths[i - 1] - offsets[from];
        new FileRange(file.channel(), offsets[from], length).transferTo(redo.out());
        return i;
    }
}
