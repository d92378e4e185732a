package org.postrider.imap.session;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.AccountStore.MailboxInfo;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.share.Right;
import org.postrider.api.store.share.SharedMailbox;
import org.postrider.api.store.share.Sharing;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.syntax.NotifyEvent;
import org.postrider.imap.syntax.NotifyParser.Group;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells a client what happens in mailboxes that it has not selected (RFC 5465 §5). Confined to the session's thread,
/// but for what listeners do: they set a flag and wake it.
///
/// Mailboxes of which it is to tell messages are held open, so that it hears at once of changes, those that other
/// programs make included. For names, subscriptions and annotations it compares what is with what was: when a session
/// says that there is something, and from time to time, for what other programs have done.
public final class Notifications implements AutoCloseable {
    /// More are refused, or end it (RFC 5465 §5.8): each is held open.
    static final int MAILBOXES_MAX = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();
    // Of the time that a look takes: who has very many mailboxes is looked at less often.
    private static final int LOOK_FACTOR = 50;

    private final LoggedIn account;
    private final List<Group> groups;
    private final Responses out;
    private final Runnable wake;
    private final MailboxTree tree;
    private final Map<MailboxName, Watched> watched = new TreeMap<>();
    private final Mailbox.Watch hub;
    private long nextLook;

    /// @param groups without those of the selected mailbox
    /// @param wake wakes the session's thread
    public Notifications(LoggedIn account, Sharing sharing, List<Group> groups, Responses out, Runnable wake) {
        this.account = account;
        this.groups = groups;
        this.out = out;
        this.wake = wake;
        this.tree = new MailboxTree(account, groups, out);
        this.hub = groups.isEmpty() ? () -> {} : sharing.watch(tree.listener(wake));
    }

    /// @param status tells how each mailbox is (RFC 5465 §3.1)
    /// @throws CommandFailedException NOTIFICATIONOVERFLOW
    public void start(boolean status) throws IOException, CommandFailedException {
        if (groups.isEmpty()) {
            return;
        }
        tree.start();
        if (!watchAll(status, true)) {
            throw CommandFailedException.no(
                    "[NOTIFICATIONOVERFLOW] these are more than " + MAILBOXES_MAX + " mailboxes");
        }
        nextLook = System.nanoTime() + LOOK_NANOS;
    }

    /// After how long there is to be looked whether anything has changed.
    Duration nextLook(Duration limit) {
        long rest = Math.max(0, nextLook - System.nanoTime());
        return groups.isEmpty() || limit.toNanos() < rest ? limit : Duration.ofNanos(rest);
    }

    /// Tells what has changed since the last call.
    void tell() throws ConnectionEndedException {
        if (groups.isEmpty()) {
            return;
        }
        try {
            long start = System.nanoTime();
            if (tree.isMarked() || start - nextLook >= 0) {
                if (tree.tell() && !watchAll(true, false)) {
                    overflow();
                    return;
                }
                long end = System.nanoTime();
                nextLook = end + Math.max(LOOK_NANOS, LOOK_FACTOR * (end - start));
            }
            for (Watched each : List.copyOf(watched.values())) {
                each.tell();
            }
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            // RFC 5465 §5.8: a client that trusts it would miss something
            LOG.warn("changes of mailboxes cannot be followed any more", e);
            overflow();
        }
    }

    private void overflow() throws ConnectionEndedException {
        out.untagged("OK [NOTIFICATIONOVERFLOW] too much to tell; ask again");
        account.wanted().ask(EnumSet.noneOf(NotifyEvent.class), List.of(), false);
        account.follow(null);
    }

    // Those that there are now, of which messages are to be told. False where there are too many.
    private boolean watchAll(boolean status, boolean first) throws IOException {
        Map<MailboxName, Set<NotifyEvent>> wanted = new TreeMap<>();
        for (MailboxInfo info : tree.mailboxes()) {
            Set<NotifyEvent> events = tree.events(info.name());
            if (info.selectable() && events.contains(NotifyEvent.MESSAGE_NEW)) {
                wanted.put(info.name(), events);
            }
        }
        if (wanted.size() > MAILBOXES_MAX) {
            return false;
        }
        for (MailboxName name : List.copyOf(watched.keySet())) {
            Watched known = watched.get(name);
            if (known != null && (!wanted.containsKey(name) || !known.isReadable())) {
                known.close();
                watched.remove(name);
            }
        }
        for (Map.Entry<MailboxName, Set<NotifyEvent>> each : wanted.entrySet()) {
            if (!watched.containsKey(each.getKey())) {
                watch(each.getKey(), each.getValue(), status, first);
            }
        }
        return true;
    }

    private void watch(MailboxName name, Set<NotifyEvent> events, boolean status, boolean first) throws IOException {
        try {
            SharedMailbox mailbox = account.store().open(name);
            if (!mailbox.rights().has(Right.READ)) {
                mailbox.close();
                if (first) {
                    // RFC 5465 §3.1
                    tree.line(name, "\\NoAccess", "");
                }
                return;
            }
            Watched made = new Watched(name, events, mailbox);
            watched.put(name, made);
            // One that came later is told of where there is something in it.
            if (status && !made.isSelected() && (first || made.known.count() > 0)) {
                made.status(true, events.contains(NotifyEvent.FLAG_CHANGE));
            }
        } catch (StoreException e) {
            // Deleted meanwhile.
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    /// What this session's client does with names and subscriptions, it knows (RFC 5465 §5).
    void settle(MailboxName... own) throws StoreException {
        if (!groups.isEmpty()) {
            tree.settle(List.of(own));
        }
    }

    /// What it does with annotations, it knows.
    public void settleAnnotations(Optional<MailboxName> mailbox) throws StoreException {
        tree.settleAnnotations(mailbox);
    }

    @Override
    public void close() {
        hub.close();
        watched.values().forEach(Watched::close);
        watched.clear();
    }

    /// A mailbox of whose messages is told.
    private final class Watched {
        private final MailboxName name;
        private final Set<NotifyEvent> events;
        private final SharedMailbox mailbox;
        private final Mailbox.Watch watch;
        private final AtomicBoolean changed = new AtomicBoolean();
        private MailboxView known;

        Watched(MailboxName name, Set<NotifyEvent> events, SharedMailbox mailbox) throws StoreException {
            this.name = name;
            this.events = events;
            this.mailbox = mailbox;
            this.watch = mailbox.watch(() -> {
                changed.set(true);
                wake.run();
            });
            this.known = mailbox.view();
        }

        boolean isSelected() {
            SelectedMailbox selected = account.selected();
            return selected != null && selected.mailbox().id().equals(mailbox.id());
        }

        boolean isReadable() throws StoreException {
            return mailbox.rights().has(Right.READ);
        }

        void tell() throws IOException {
            if (!changed.getAndSet(false)) {
                return;
            }
            MailboxView before = known;
            try {
                known = mailbox.view();
            } catch (StoreException e) {
                if (e.kind() != StoreException.Kind.NOT_FOUND) {
                    throw e;
                }
                close();
                watched.remove(name);
                return;
            }
            // RFC 5465 §3.1: of the selected one the other group tells
            if (isSelected() || !isReadable()) {
                return;
            }
            boolean messages = before.count() != known.count() || before.uidNext() != known.uidNext();
            boolean flags = before.highestModSeq() != known.highestModSeq() && events.contains(NotifyEvent.FLAG_CHANGE);
            if (messages || flags || before.uidValidity() != known.uidValidity()) {
                status(messages, flags);
            }
        }

        // RFC 5465 §5.1 to §5.3
        void status(boolean messages, boolean flags) throws ConnectionEndedException {
            List<String> items = new ArrayList<>();
            if (messages) {
                items.add("MESSAGES " + known.count());
                items.add("UIDNEXT " + known.uidNext());
            }
            items.add("UIDVALIDITY " + known.uidValidity());
            if (flags) {
                items.add("UNSEEN " + known.unseen());
            }
            if (flags || account.has(Feature.CONDSTORE)) {
                items.add("HIGHESTMODSEQ " + known.highestModSeq());
            }
            out.raw("* STATUS ");
            out.raw(account.wireName(name));
            out.line(" (" + String.join(" ", items) + ")");
        }

        void close() {
            watch.close();
            mailbox.close();
        }
    }
}
