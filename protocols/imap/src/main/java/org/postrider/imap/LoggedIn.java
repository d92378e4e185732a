package org.postrider.imap;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;

/// What a session knows since somebody has logged in: whose mail it is, which mailbox is selected, what was turned on.
/// Confined to the session's thread.
final class LoggedIn implements AutoCloseable {
    private final MailAddress address;
    private final AccountStore store;
    private final ImapServices services;
    private final Responses out;
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private @Nullable SelectedMailbox selected;

    LoggedIn(MailAddress address, ImapServices services, Responses out) throws StoreException {
        this.address = address;
        this.store = services.store().account(address);
        this.services = services;
        this.out = out;
    }

    MailAddress address() {
        return address;
    }

    AccountStore store() {
        return store;
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    /// @return false where it was on already
    boolean turnOn(Feature feature) {
        return features.add(feature);
    }

    /// Opens a mailbox that is to take messages.
    ///
    /// @throws CommandFailedException with TRYCREATE where there is none (RFC 3501 §6.3.11, §6.4.7)
    Mailbox openTarget(MailboxName name) throws StoreException, CommandFailedException {
        try {
            return store.open(name);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                throw CommandFailedException.no("[TRYCREATE] there is no such mailbox");
            }
            throw e;
        }
    }

    @Nullable
    SelectedMailbox selected() {
        return selected;
    }

    SelectedMailbox needSelected() throws CommandFailedException {
        SelectedMailbox known = selected;
        if (known == null) {
            throw CommandFailedException.bad("select a mailbox first");
        }
        return known;
    }

    void select(SelectedMailbox mailbox) {
        services.search().prepare(address);
        selected = mailbox;
    }

    void unselect() {
        SelectedMailbox before = selected;
        if (before != null) {
            before.close();
            selected = null;
        }
    }

    /// Tells the client what has changed in the selected mailbox.
    ///
    /// @param expunges whether sequence numbers may change now
    void sync(boolean expunges) throws StoreException, ConnectionEndedException {
        SelectedMailbox known = selected;
        if (known != null) {
            known.sync(expunges, (number, position) -> tellFlags(known, number, position, false), out);
        }
    }

    /// Writes an untagged FETCH with a message's flags.
    void tellFlags(SelectedMailbox mailbox, int number, int position, boolean uid) throws ConnectionEndedException {
        var view = mailbox.view();
        StringBuilder line = new StringBuilder(number + " FETCH (FLAGS (" + view.flags(position) + ")");
        if (uid || has(Feature.CONDSTORE)) {
            line.append(" UID ").append(view.uid(position));
        }
        if (has(Feature.CONDSTORE)) {
            line.append(" MODSEQ (").append(view.modSeq(position)).append(")");
        }
        out.untagged(line.append(')').toString());
    }

    /// Calls `listener` after each change of the selected mailbox.
    Mailbox.Watch watch(Runnable listener) {
        SelectedMailbox known = selected;
        return known == null ? () -> {} : known.mailbox().watch(listener);
    }

    @Override
    public void close() {
        unselect();
    }
}
