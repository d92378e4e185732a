package org.postrider.mbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.format.MessageCopier;
import org.postrider.mbox.format.MessageTags;
import org.postrider.storefiles.DerivedCache;

/// Copies or moves messages between two mailboxes (or within one), all or none: used once, under the locks of both and
/// of their files. A crash in the middle of a move leaves both the message and its copy.
final class Transfer {
    private final MboxState source;
    private final LockedFile from;
    private final MboxState target;
    private final LockedFile to;
    private final boolean moves;
    private final long now;
    private final List<Copy> copies = new ArrayList<>();

    /// @param now in seconds since 1970
    Transfer(MboxState source, LockedFile from, MboxState target, LockedFile to, boolean moves, long now) {
        this.source = source;
        this.from = from;
        this.target = target;
        this.to = to;
        this.moves = moves;
        this.now = now;
    }

    Mailbox.CopyResult run(UidSet uids) throws IOException {
        Messages messages = source.messages();
        List<Integer> positions = new ArrayList<>();
        for (int i = source.first(uids); i < messages.count(); i++) {
            if (uids.contains(messages.uid(i))) {
                positions.add(i);
            }
        }
        List<Long> sources = positions.stream().map(messages::uid).toList();
        if (!positions.isEmpty()) {
            append(positions);
            enter();
            if (moves) {
                BitSet gone = new BitSet();
                positions.forEach(gone::set);
                Intake.remove(source, from, gone);
            }
        }
        List<Long> uidsThere = copies.stream().map(copy -> copy.tags().uid()).toList();
        return new Mailbox.CopyResult(target.identity().uidValidity(), sources, uidsThere);
    }

    private void append(List<Integer> positions) throws IOException {
        long uid = target.index().uidNext();
        Appending appending = new Appending(target, to);
        long first = appending.position();
        try {
            for (int position : positions) {
                target.use(uid);
                copies.add(copy(position, uid++, appending));
            }
            appending.done(true);
        } catch (IOException | RuntimeException e) {
            appending.abandon();
            throw e;
        }
        appending.settleLast(first);
    }

    private Copy copy(int position, long uid, Appending appending) throws IOException {
        Messages messages = source.messages();
        long offset = appending.position();
        long length = messages.length(position);
        long word = target == source
                ? messages.flags(position)
                : target.index().flagWord(source.index().flagSets().flags(messages.flags(position)));
        MessageTags tags = source.tags(position)
                .withUid(target.identity().uidValidity(), uid)
                .asCopy(now);
        FileRange range = new FileRange(from.channel(), messages.offset(position), length);
        MessageCopier.copy(range, length, tags, appending.out());
        return new Copy(position, word, tags, offset, appending.position() - offset);
    }

    private void enter() throws IOException {
        MboxIndex index = target.index();
        Messages messages = source.messages();
        long modSeq = index.nextModSeq();
        for (Copy each : copies) {
            int i = each.position();
            MessageTags tags = each.tags();
            long derivedAt = derived(messages.uid(i), messages.derivedAt(i), tags.uid());
            int position = index.add(
                    tags.uid(), modSeq, each.word(), tags.size(), messages.date(i), derivedAt, 0, tags.saved());
            target.messages().place(position, each.offset(), each.length());
            target.messages().mark(position, Messages.marks(tags.form(), tags.old(), true));
        }
        target.commit();
        target.settle(to);
    }

    private long derived(long uid, long at, long copy) {
        Map<String, byte[]> fields = source.derived().read(at, uid);
        return fields.isEmpty() ? DerivedCache.NOWHERE : target.keep(copy, fields);
    }

    private record Copy(int position, long word, MessageTags tags, long offset, long length) {}
}
