package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
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

    /// All or none.
    MaildirMailbox.Done<List<Placed>> add(List<IncomingFile> messages) throws IOException {
        Change change = state.refresh();
        List<Placed> placed = new ArrayList<>();
        UidSet.Builder added = new UidSet.Builder();
        try {
            for (IncomingFile incoming : messages) {
                Placed one = add(incoming);
                placed.add(one);
                if (one.appended().added()) {
                    added.add(one.appended().uid());
                    change = Change.MESSAGES;
                }
            }
        } catch (IOException | RuntimeException e) {
            takeBack(added.build());
            throw e;
        }
        state.commit();
        state.changedByUs();
        return new MaildirMailbox.Done<>(change, placed);
    }

    private Placed add(IncomingFile incoming) throws IOException {
        Mailbox.NewMessage message = incoming.message();
        long key = message.delivery().map(DeliveryHash::of).orElse(0L);
        Path folder = state.folder();
        if (key != 0 && state.index().delivered(key)) {
            long there = wholeDelivery(key);
            if (there != NOT_WHOLE) {
                return new Placed(new Mailbox.Appended(state.identity().uidValidity(), there, false), folder);
            }
        }
        long word = state.flagWord(message.flags());
        long uid = state.nextUid();
        String unique = services.fileUnique(message.delivery()
                .map(delivery -> DeliveryKey.unique(delivery, key))
                .orElseGet(services::unique));
        String base = MessageFile.base(unique, incoming.size(), incoming.size(), uid);
        MessageFile file = new MessageFile(base, "", true).withFlags(word);
        state.announce(Map.of(uid, word));
        Files.move(incoming.in(folder), folder.resolve(file.path()), StandardCopyOption.ATOMIC_MOVE);
        long derivedAt = state.keep(uid, incoming.fields());
        FolderIndex index = state.index();
        index.add(
                uid, index.nextModSeq(), word, incoming.size(), incoming.date().toEpochMilli(), derivedAt, file);
        state.noteMoreKeywords(0, word);
        if (!message.durable()) {
            state.noteLoose(uid);
        }
        Mailbox.Appended appended = new Mailbox.Appended(state.identity().uidValidity(), uid, true);
        return new Placed(appended, folder.resolve(file.isNew() ? "new" : "cur"));
    }

    private void takeBack(UidSet added) {
        BitSet positions = new BitSet();
        for (int i = state.first(added); i < state.messages().count(); i++) {
            if (added.contains(state.messages().uid(i)) && state.deleteFile(i)) {
                positions.set(i);
            }
        }
        if (!positions.isEmpty()) {
            state.index().expunge(positions, state.index().nextModSeq(), false);
            state.commit();
            state.changedByUs();
        }
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
