package org.postrider.mbox;

import java.nio.charset.StandardCharsets;
import org.postrider.api.store.Flags;
import org.postrider.mbox.format.MessageTags;
import org.postrider.storefiles.FlagWord;

/// What the file is to say of the messages of a mailbox. Guarded by the mailbox's lock.
record MessageTagsOf(MboxState state) {
    private static final long MILLIS = 1000;

    MessageTags tags(int position, long word) {
        Messages messages = state.messages();
        Flags flags = state.index().flagSets().flags(word);
        return new MessageTags(
                messages.uid(position),
                state.identity().uidValidity(),
                FlagWord.system(word),
                messages.isOld(position),
                MessageTags.names(flags),
                messages.size(position),
                Math.floorDiv(messages.date(position), MILLIS),
                messages.form(position),
                messages.delivery(position),
                messages.saved(position));
    }

    /// By which a message is recognised in its place.
    byte[] head(int position) {
        return ("\nX-UID: " + state.messages().uid(position) + "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
