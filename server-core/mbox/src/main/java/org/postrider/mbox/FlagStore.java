package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.format.MessageTags;
import org.postrider.mbox.format.OwnBlock;

/// Changes flags: used once, under the locks of mailbox and file, after a look at the file.
///
/// Where the fields of a message have the room they are changed in place; else the file is rewritten, once for all.
final class FlagStore {
    private static final int HEAD_OCTETS = 4096;

    private final MboxState state;
    private final LockedFile file;
    private final long unchangedSince;
    private final UidSet.Builder changed = new UidSet.Builder();
    private final UidSet.Builder modified = new UidSet.Builder();
    private int[] positions = new int[64];
    private long[] words = new long[64];
    private int count;

    FlagStore(MboxState state, LockedFile file, long unchangedSince) {
        this.state = state;
        this.file = file;
        this.unchangedSince = unchangedSince;
    }

    boolean changedAny() {
        return count > 0;
    }

    Mailbox.StoreResult run(UidSet uids, FlagChange change) throws IOException {
        long given = change.mode() == FlagChange.Mode.REMOVE
                ? state.index().knownFlagWord(change.flags())
                : state.index().flagWord(change.flags());
        Messages messages = state.messages();
        for (int i = state.first(uids); i < messages.count(); i++) {
            if (uids.contains(messages.uid(i))) {
                choose(i, change.mode(), given);
            }
        }
        if (changedAny()) {
            try {
                write();
            } catch (IOException | RuntimeException e) {
                // Some may be changed: the file tells.
                state.doubt();
                throw e;
            }
            remember();
        } else {
            state.index().commit();
        }
        return new Mailbox.StoreResult(
                changed.build(), modified.build(), state.index().highestModSeq());
    }

    private void choose(int position, FlagChange.Mode mode, long given) {
        Messages messages = state.messages();
        // RFC 7162 §3.1.3: what changed after the client saw it is left alone
        if (messages.modSeq(position) > unchangedSince) {
            modified.add(messages.uid(position));
            return;
        }
        changed.add(messages.uid(position));
        long old = messages.flags(position);
        long now = switch (mode) {
            case SET -> given;
            case ADD -> old | given;
            case REMOVE -> old & ~given;
        };
        if (now != old) {
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, 2 * count);
                words = Arrays.copyOf(words, 2 * count);
            }
            positions[count] = position;
            words[count++] = now;
        }
    }

    private void write() throws IOException {
        int[] rest = new int[count];
        int restCount = 0;
        for (int i = 0; i < count; i++) {
            if (!writeInPlace(positions[i], words[i])) {
                rest[restCount++] = i;
            }
        }
        if (restCount > 0) {
            rewrite(rest, restCount);
        }
    }

    private boolean writeInPlace(int position, long word) throws IOException {
        Messages messages = state.messages();
        if (!messages.isTidy(position)) {
            return false;
        }
        long offset = messages.offset(position);
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(HEAD_OCTETS, messages.length(position)));
        int length = file.channel().read(head, offset);
        Optional<OwnBlock> block = OwnBlock.find(head.array(), length);
        if (block.isEmpty()) {
            return false;
        }
        int room = block.get().end() - block.get().start();
        byte[] octets = new MessageTagsOf(state).tags(position, word).octets(room);
        if (octets.length == 0) {
            return false;
        }
        FileTail.write(
                file.channel(), ByteBuffer.wrap(octets), offset + block.get().start());
        return true;
    }

    private void rewrite(int[] rest, int restCount) throws IOException {
        Messages messages = state.messages();
        int[] inFile = messages.inFile();
        int[] wanted = new int[messages.count()];
        Arrays.fill(wanted, -1);
        for (int i = 0; i < restCount; i++) {
            wanted[positions[rest[i]]] = rest[i];
        }
        long[] offsets = new long[inFile.length];
        long[] lengths = new long[inFile.length];
        for (int i = 0; i < inFile.length; i++) {
            offsets[i] = messages.offset(inFile[i]);
            lengths[i] = messages.length(inFile[i]);
        }
        Rewrite rewrite = new Rewrite(file, offsets, lengths, inFile.length);
        for (int i = 0; i < inFile.length; i++) {
            int position = inFile[i];
            if (wanted[position] >= 0) {
                long word = words[wanted[position]];
                rewrite.tag(i, () -> tags(position, word));
            }
        }
        rewrite.run();
        for (int i = 0; i < inFile.length; i++) {
            messages.place(inFile[i], offsets[i], lengths[i]);
            if (wanted[inFile[i]] >= 0) {
                messages.mark(inFile[i], Messages.marks(messages.form(inFile[i]), messages.isOld(inFile[i]), true));
            }
        }
        state.moved();
    }

    private MessageTags tags(int position, long word) {
        return new MessageTagsOf(state).tags(position, word);
    }

    private void remember() throws IOException {
        long modSeq = state.index().nextModSeq();
        for (int i = 0; i < count; i++) {
            state.index().change(positions[i], modSeq, words[i]);
        }
        state.commit();
        state.settle(file);
    }
}
