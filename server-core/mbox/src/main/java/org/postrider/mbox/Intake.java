package org.postrider.mbox;

import java.io.IOException;
import java.util.BitSet;
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

    MboxMailbox.Done<Mailbox.Appended> add(Mailbox.NewMessage message, Incoming incoming) throws IOException {
        Change foreign = state.refresh(file);
        long key = message.delivery().map(DeliveryHash::of).orElse(0L);
        long uidValidity = state.identity().uidValidity();
        if (key != 0 && state.index().delivered(key)) {
            return new MboxMailbox.Done<>(foreign, new Mailbox.Appended(uidValidity, there(key), false));
        }
        long word = state.index().flagWord(message.flags());
        long uid = state.nextUid();
        MessageTags tags = tags(message, incoming, uid, key);
        Appending appending = new Appending(state, file);
        long offset = appending.position();
        try {
            appending.out().write(incoming.from().octets());
            appending.out().write(tags.octets());
            MboxEncoder.write(message.content(), incoming.form(), appending.out());
            appending.out().write('\n');
            appending.done(message.durable() || !services.durability().isBulk());
        } catch (IOException | RuntimeException e) {
            appending.abandon();
            throw e;
        }
        appending.settleLast(offset);
        long derivedAt = state.keep(uid, incoming.fields());
        MboxIndex index = state.index();
        int position =
                index.add(uid, index.nextModSeq(), word, tags.size(), tags.date() * MILLIS, derivedAt, tags.delivery());
        state.messages().place(position, offset, appending.position() - offset);
        state.messages().mark(position, Messages.marks(tags.form(), false, true));
        state.commit();
        state.settle(file);
        services.durability().changed(file.file().resolveSibling("."));
        return new MboxMailbox.Done<>(Change.MESSAGES, new Mailbox.Appended(uidValidity, uid, true));
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
                key);
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
}
