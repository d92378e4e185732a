package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.Map;
import org.postrider.api.store.Mailbox;
import org.postrider.maildir.MailboxState.Change;
import org.postrider.storefiles.DeliveryHash;
import org.postrider.storefiles.StoreServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes an incoming file a message of the mailbox, each delivery once. Used under the mailbox's lock.
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long NOT_WHOLE = -1;

    private final MailboxState state;
    private final StoreServices services;

    Intake(MailboxState state, StoreServices services) {
        this.state = state;
        this.services = services;
    }

    MaildirMailbox.Done<Placed> add(Mailbox.NewMessage message, IncomingFile incoming, Map<String, byte[]> fields)
            throws IOException {
        Change foreign = state.refresh();
        long key = message.delivery().map(DeliveryHash::of).orElse(0L);
        if (key != 0 && state.index().delivered(key)) {
            long there = wholeDelivery(key);
            if (there != NOT_WHOLE) {
                Mailbox.Appended known = new Mailbox.Appended(state.identity().uidValidity(), there, false);
                return new MaildirMailbox.Done<>(foreign, new Placed(known, state.folder()));
            }
        }
        long word = state.flagWord(message.flags());
        long uid = state.nextUid();
        String unique = services.fileUnique(message.delivery()
                .map(delivery -> DeliveryKey.unique(delivery, key))
                .orElseGet(services::unique));
        String base = MessageFile.base(unique, incoming.size(), incoming.size(), uid);
        MessageFile file = new MessageFile(base, "", true).withFlags(word);
        Path folder = state.folder();
        Path target = folder.resolve(file.path());
        Files.move(incoming.in(folder), target, StandardCopyOption.ATOMIC_MOVE);
        long derivedAt = state.keep(uid, fields);
        FolderIndex index = state.index();
        index.add(
                uid, index.nextModSeq(), word, incoming.size(), incoming.date().toEpochMilli(), derivedAt, file);
        state.noteMoreKeywords(0, word);
        if (!message.durable()) {
            state.noteLoose(uid);
        }
        state.commit();
        state.changedByUs();
        Mailbox.Appended appended = new Mailbox.Appended(state.identity().uidValidity(), uid, true);
        return new MaildirMailbox.Done<>(
                Change.MESSAGES, new Placed(appended, folder.resolve(file.isNew() ? "new" : "cur")));
    }

    // The UID of a delivery's message, 0 where it was expunged. Where there is a file but not a whole one, a power
    // failure before the checkpoint left it so, and now the delivery is repeated.
    private long wholeDelivery(long key) {
        Messages messages = state.messages();
        for (int i = state.index().holds(key) ? messages.count() - 1 : -1; i >= 0; i--) {
            MessageFile file = messages.file(i);
            if (DeliveryKey.in(file) == key) {
                if (isWhole(i, file)) {
                    return messages.uid(i);
                }
                LOG.warn("{} is not whole, it is delivered again", file.path());
                BitSet one = new BitSet();
                one.set(i);
                state.deleteFile(i);
                state.index().expunge(one, state.index().nextModSeq(), false);
                state.commit();
                return NOT_WHOLE;
            }
        }
        return 0;
    }

    private boolean isWhole(int position, MessageFile file) {
        try {
            return Files.size(state.path(position, true)) == file.size().orElse(-1);
        } catch (IOException e) {
            LOG.debug("{} cannot be found", file.path(), e);
            return false;
        }
    }

    /// @param folder that has to be synced where the message is to survive a power failure
    record Placed(Mailbox.Appended appended, Path folder) {}
}
