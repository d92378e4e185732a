package org.postrider.mbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.MboxState.Change;
import org.postrider.mbox.format.MboxEncoder;
import org.postrider.mbox.format.MessageTags;
import org.postrider.storefiles.DeliveryHash;
import org.postrider.storefiles.StoreServices;

/// Appends an incoming message, each delivery once. Used under the locks of mailbox and file.
final class Intake {
    private static final long MILLIS = 1000;

    private final MboxState state;
    private final StoreServices services;
    private final LockedFile file;

    Intake(MboxState state, StoreServices services, LockedFile file) {
        this.state = state;
        this.services = services;
        this.file = file;
    }

    /// All or none.
    MboxMailbox.Done<List<Mailbox.Appended>> add(List<Incoming> messages) throws IOException {
        Change foreign = state.refresh(file);
        List<Placed> placed = new ArrayList<>();
        List<Mailbox.Appended> appended = new ArrayList<>();
        Appending appending = new Appending(state, file);
        long first = appending.position();
        try {
            boolean forced = !services.durability().isBulk();
            for (Incoming incoming : messages) {
                long key = incoming.message().delivery().map(DeliveryHash::of).orElse(0L);
                boolean repeated = key != 0 && state.index().delivered(key);
                long uid = repeated ? there(key) : write(incoming, placed, key, appending);
                appended.add(new Mailbox.Appended(state.identity().uidValidity(), uid, !repeated));
                forced |= incoming.message().durable();
            }
            if (placed.isEmpty()) {
                appending.abandon();
                return new MboxMailbox.Done<>(foreign, appended);
            }
            appending.done(forced);
        } catch (IOException | RuntimeException e) {
            appending.abandon();
            throw e;
        }
        appending.settleLast(first);
        placed.forEach(this::enter);
        state.commit();
        state.settle(file);
        services.durability().changed(file.file().resolveSibling("."));
        return new MboxMailbox.Done<>(Change.MESSAGES, appended);
    }

    private long write(Incoming incoming, List<Placed> placed, long key, Appending appending) throws IOException {
        Mailbox.NewMessage message = incoming.message();
        long word = state.index().flagWord(message.flags());
        long uid = placed.isEmpty() ? state.nextUid() : placed.getLast().tags().uid() + 1;
        state.use(uid);
        MessageTags tags = tags(message, incoming, uid, key);
        long offset = appending.position();
        appending.out().write(incoming.from().octets());
        appending.out().write(tags.octets());
        MboxEncoder.write(message.content(), incoming.form(), appending.out());
        appending.out().write('\n');
        placed.add(new Placed(incoming, tags, word, offset, appending.position() - offset));
        return uid;
    }

    private void enter(Placed each) {
        MessageTags tags = each.tags();
        long derivedAt = state.keep(tags.uid(), each.incoming().fields());
        MboxIndex index = state.index();
        int position = index.add(
                tags.uid(),
                index.nextModSeq(),
                each.word(),
                tags.size(),
                tags.date() * MILLIS,
                derivedAt,
                tags.delivery(),
                tags.saved());
        state.messages().place(position, each.offset(), each.length());
        state.messages().mark(position, Messages.marks(tags.form(), false, true));
    }

    private MessageTags tags(Mailbox.NewMessage message, Incoming incoming, long uid, long key) {
        Flags flags = message.flags();
        return new MessageTags(
                uid,
                state.identity().uidValidity(),
                flags.systemBits(),
                false,
                MessageTags.names(flags),
                message.content().size(),
                incoming.from().date().getEpochSecond(),
                incoming.form(),
                key,
                services.clock().instant().getEpochSecond());
    }

    // The UID of a delivery's message, 0 where it was expunged.
    private long there(long key) {
        Messages messages = state.messages();
        for (int i = state.index().holds(key) ? messages.count() - 1 : -1; i >= 0; i--) {
            if (messages.delivery(i) == key) {
                return messages.uid(i);
            }
        }
        return 0;
    }

    /// Removes messages from the file, and from memory. After a [MboxState#refresh(LockedFile)].
    static void remove(MboxState state, LockedFile file, BitSet positions) throws IOException {
        Messages messages = state.messages();
        int[] inFile = messages.inFile();
        long[] offsets = new long[inFile.length];
        long[] lengths = new long[inFile.length];
        for (int i = 0; i < inFile.length; i++) {
            offsets[i] = messages.offset(inFile[i]);
            lengths[i] = messages.length(inFile[i]);
        }
        Rewrite rewrite = new Rewrite(file, offsets, lengths, inFile.length);
        for (int i = 0; i < inFile.length; i++) {
            if (positions.get(inFile[i])) {
                rewrite.drop(i);
            }
        }
        try {
            rewrite.run();
        } catch (IOException | RuntimeException e) {
            state.doubt();
            throw e;
        }
        for (int i = 0; i < inFile.length; i++) {
            messages.place(inFile[i], offsets[i], lengths[i]);
        }
        state.moved();
        state.index().expunge(positions, state.index().nextModSeq(), true);
        state.commit();
        state.settle(file);
    }

    /// A message that stands in the file, and not yet in memory.
    private record Placed(Incoming incoming, MessageTags tags, long word, long offset, long length) {}
}
