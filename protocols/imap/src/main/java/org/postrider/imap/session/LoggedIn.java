package org.postrider.imap.session;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.api.store.share.Right;
import org.postrider.api.store.share.SharedAccount;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.api.store.share.SharedNames;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.NewMessages;
import org.postrider.imap.selected.News;
import org.postrider.imap.selected.SelectedEvents;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.structure.WireText;
import org.postrider.imap.syntax.ModifiedUtf7;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;

/// What a session knows since somebody has logged in: whose mail it is, which mailbox is selected, what was turned on.
/// Confined to the session's thread.
public final class LoggedIn implements AutoCloseable {
    private final MailAddress address;
    private final SharedNames names;
    private final SharedAccount store;
    private final ImapServices services;
    private final Responses out;
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private final SelectedEvents wanted = new SelectedEvents();
    private final News news;
    private @Nullable Notifications notifications;
    private @Nullable Runnable selectedWake;
    private Mailbox.Watch selectedWatch = () -> {};
    private UidSet ownMessages = UidSet.EMPTY;
    private final char separator;
    private final long appendLimit;
    private @Nullable SelectedMailbox selected;

    public LoggedIn(MailAddress address, ImapServices services, ImapConfig config, Responses out)
            throws StoreException {
        this.address = address;
        this.names = new SharedNames(config.separator(), config.sharedUser());
        this.store = services.sharing().account(address, names);
        this.services = services;
        this.out = out;
        this.separator = config.separator();
        this.appendLimit = config.maxMessageSize().octets();
        this.news = new News(features, wanted, out);
    }

    public MailAddress address() {
        return address;
    }

    public SharedAccount store() {
        return store;
    }

    /// What another account has, without any right being asked for.
    public AccountStore storeOf(MailAddress other) throws StoreException {
        return services.sharing().account(other, names);
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /// @return false where it was on already
    public boolean turnOn(Feature feature) throws ConnectionEndedException {
        boolean added = features.add(feature);
        if (added && feature == Feature.QRESYNC) {
            // RFC 7162 §3.2.3
            turnOn(Feature.CONDSTORE);
        }
        SelectedMailbox known = selected;
        if (added && feature == Feature.CONDSTORE && known != null) {
            // RFC 7162 §3.1.2.1: from what on the client will know all
            out.untagged("OK [HIGHESTMODSEQ " + known.view().highestModSeq() + "] is the highest");
        }
        return added;
    }

    /// RFC 7889
    public long appendLimit() {
        return appendLimit;
    }

    public char separator() {
        return separator;
    }

    public News news() {
        return news;
    }

    /// Mailbox names are in UTF-8 (RFC 6855 §3, RFC 9051 §5.1), not in modified UTF-7.
    boolean utf8Names() {
        return has(Feature.UTF8_ACCEPT) || has(Feature.IMAP4REV2);
    }

    /// A mailbox's name as it goes over the wire.
    public byte[] wireName(MailboxName name) {
        return wireName(name.toString(separator));
    }

    public byte[] wireName(String name) {
        return utf8Names()
                ? new WireText().utf8String(name).octets()
                : new WireText().string(ModifiedUtf7.encode(name)).octets();
    }

    /// Opens a mailbox that is to take messages.
    ///
    /// @throws CommandFailedException with TRYCREATE where there is none (RFC 3501 §6.3.11, §6.4.7)
    public SharedMailbox openTarget(MailboxName name) throws StoreException, CommandFailedException {
        try {
            return store.open(name);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                throw CommandFailedException.no("[TRYCREATE] there is no such mailbox");
            }
            throw e;
        }
    }

    /// Opens a mailbox to look into it.
    ///
    /// @throws StoreException NOT_PERMITTED where that is not allowed (RFC 4314 §4)
    public SharedMailbox openReadable(MailboxName name) throws StoreException {
        SharedMailbox mailbox = store.open(name);
        try {
            mailbox.need(Right.READ);
            return mailbox;
        } catch (StoreException e) {
            mailbox.close();
            throw e;
        }
    }

    @Nullable
    public SelectedMailbox selected() {
        return selected;
    }

    SelectedMailbox needSelected() throws CommandFailedException {
        SelectedMailbox known = selected;
        if (known == null) {
            throw CommandFailedException.bad("select a mailbox first");
        }
        return known;
    }

    /// The client has put these into a mailbox itself: they are no news (RFC 5465 §5.2).
    public void own(Mailbox mailbox, UidSet uids) {
        SelectedMailbox known = selected;
        if (known != null && known.mailbox().id().equals(mailbox.id())) {
            ownMessages = uids;
        }
    }

    /// Of which changes the client hears from now on (RFC 5465 §3.1); the ones before are forgotten.
    public void follow(@Nullable Notifications other) {
        Notifications before = notifications;
        if (before != null) {
            before.close();
        }
        notifications = other;
    }

    @Nullable
    public Notifications notifications() {
        return notifications;
    }

    /// The client itself has made, renamed, deleted or subscribed these.
    public void settle(MailboxName... own) throws StoreException {
        Notifications known = notifications;
        if (known != null) {
            known.settle(own);
        }
    }

    /// From now on, whenever something changes in the mailbox that is selected then.
    public void watchSelected(Runnable listener) {
        selectedWake = listener;
        rewatch();
    }

    private void rewatch() {
        selectedWatch.close();
        Runnable listener = selectedWake;
        selectedWatch = listener == null ? () -> {} : watch(listener);
    }

    public SelectedEvents wanted() {
        return wanted;
    }

    public void select(SelectedMailbox mailbox) {
        services.search().prepare(mailbox.mailbox().owner());
        selected = mailbox;
        ownMessages = UidSet.EMPTY;
        rewatch();
    }

    public void unselect() {
        SelectedMailbox before = selected;
        if (before != null) {
            selectedWatch.close();
            before.close();
            selected = null;
        }
    }

    /// Tells the client what has changed in the selected mailbox.
    ///
    /// @param expunges whether sequence numbers may change now
    public void sync(boolean expunges) throws StoreException, ConnectionEndedException {
        try {
            syncSelected(expunges);
        } finally {
            Notifications others = notifications;
            if (others != null) {
                others.tell();
            }
        }
    }

    private void syncSelected(boolean expunges) throws StoreException, ConnectionEndedException {
        SelectedMailbox known = selected;
        if (known != null) {
            int before = known.sync(expunges, news);
            NewMessages.tell(known, before, wanted.items(), ownMessages, news);
            ownMessages = UidSet.EMPTY;
        }
    }

    /// Tells the client what has changed, and in any case what it has expunged itself.
    public void syncExpunged() throws StoreException, ConnectionEndedException {
        wanted.force(true);
        try {
            sync(true);
        } finally {
            wanted.force(false);
        }
    }

    /// Tells, while no command runs, what the client has asked for by NOTIFY.
    void look() throws StoreException, ConnectionEndedException {
        if (notifications != null) {
            sync(!wanted.delayed());
        }
    }

    /// Calls `listener` after each change of the selected mailbox.
    public Mailbox.Watch watch(Runnable listener) {
        SelectedMailbox known = selected;
        return known == null ? () -> {} : known.mailbox().watch(listener);
    }

    @Override
    public void close() {
        follow(null);
        unselect();
    }
}
