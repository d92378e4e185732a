package org.postrider.imap.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.AccountStore.MailboxInfo;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.share.AccessList;
import org.postrider.api.store.share.Sharing;
import org.postrider.imap.metadata.Annotations;
import org.postrider.imap.metadata.EntryName;
import org.postrider.imap.syntax.NotifyEvent;
import org.postrider.imap.syntax.NotifyParser.Group;
import org.postrider.imap.wire.Responses;

/// The names, subscriptions and annotations that a client was told of, to tell it what has changed since (RFC 5465
/// §5.4 to §5.7). Confined to the session's thread, but for the listener.
public final class MailboxTree {
    // What comes on top is told as deleted and made.
    private static final int RENAMES_MAX = 100;
    private static final int DEPTH_ALL = Integer.MAX_VALUE;

    private final LoggedIn account;
    private final List<Group> groups;
    private final Responses out;
    private final AtomicBoolean marked = new AtomicBoolean();
    private final Queue<Renaming> renamings = new ConcurrentLinkedQueue<>();
    private SortedMap<MailboxName, MailboxInfo> names = new TreeMap<>();
    private Set<MailboxName> subscriptions = Set.of();
    /// Empty name for the server's.
    private final Map<Optional<MailboxName>, Map<EntryName, byte[]>> annotations = new HashMap<>();

    private record Renaming(MailAddress owner, Sharing.Renamed renamed) {}

    MailboxTree(LoggedIn account, List<Group> groups, Responses out) {
        this.account = account;
        this.groups = groups;
        this.out = out;
    }

    /// Hears of what other sessions change; what this one does, its client knows (RFC 5465 §5).
    Sharing.SharingListener listener(Runnable wake) {
        Thread own = Thread.currentThread();
        return (owner, renamed) -> {
            if (Thread.currentThread() == own || !account.store().isConcernedBy(owner)) {
                return;
            }
            if (renamings.size() < RENAMES_MAX) {
                renamed.ifPresent(each -> renamings.add(new Renaming(owner, each)));
            }
            marked.set(true);
            wake.run();
        };
    }

    void start() throws StoreException {
        names = all();
        subscriptions = account.store().subscriptions();
        for (Optional<MailboxName> each : annotated()) {
            annotations.put(each, annotations(each));
        }
    }

    Collection<MailboxInfo> mailboxes() {
        return names.values();
    }

    boolean isMarked() {
        return marked.get();
    }

    /// What is to be told of a mailbox.
    Set<NotifyEvent> events(MailboxName name) throws StoreException {
        Set<NotifyEvent> events = EnumSet.noneOf(NotifyEvent.class);
        for (Group group : groups) {
            if (!events.containsAll(group.events()) && covers(group, name)) {
                events.addAll(group.events());
            }
        }
        return events;
    }

    // RFC 5465 §6.2 to §6.6; deliveries may go anywhere
    private boolean covers(Group group, MailboxName name) throws StoreException {
        return switch (group.source().kind()) {
            case SELECTED, SELECTED_DELAYED -> false;
            case INBOXES, PERSONAL -> account.store().isOwn(name);
            case SUBSCRIBED -> subscriptions.contains(name);
            case SUBTREE, SUBTREE_ONE ->
                group.source().names().stream().anyMatch(top -> name.equals(top) || name.isBelow(top));
            case MAILBOXES -> group.source().names().contains(name);
        };
    }

    /// What this session's client does, it knows.
    void settle(Collection<MailboxName> own) throws StoreException {
        SortedMap<MailboxName, MailboxInfo> now = all();
        Set<MailboxName> nowSubscribed = account.store().subscriptions();
        Set<MailboxName> both = new HashSet<>(names.keySet());
        both.addAll(now.keySet());
        both.addAll(nowSubscribed);
        both.addAll(subscriptions);
        Set<MailboxName> subscribed = new HashSet<>(subscriptions);
        for (MailboxName name : both) {
            if (own.stream().anyMatch(each -> each.equals(name) || name.isBelow(each) || each.isBelow(name))) {
                take(name, now, names);
                if (nowSubscribed.contains(name)) {
                    subscribed.add(name);
                } else {
                    subscribed.remove(name);
                }
            }
        }
        subscriptions = subscribed;
        marked.set(true);
    }

    /// The same for annotations.
    void settleAnnotations(Optional<MailboxName> mailbox) throws StoreException {
        if (annotations.containsKey(mailbox)) {
            annotations.put(mailbox, annotations(mailbox));
        }
    }

    private static void take(MailboxName name, Map<MailboxName, MailboxInfo> from, Map<MailboxName, MailboxInfo> to) {
        MailboxInfo info = from.get(name);
        if (info == null) {
            to.remove(name);
        } else {
            to.put(name, info);
        }
    }

    /// Tells what has changed.
    ///
    /// @return true where mailboxes have come or gone, or rights may have changed
    boolean tell() throws IOException {
        boolean said = marked.getAndSet(false);
        SortedMap<MailboxName, MailboxInfo> now = all();
        Set<MailboxName> nowSubscribed = account.store().subscriptions();
        boolean others = said || !now.equals(names) || !nowSubscribed.equals(subscriptions);
        if (others) {
            for (Renaming each = renamings.poll(); each != null; each = renamings.poll()) {
                renamed(each, now, nowSubscribed);
            }
            Set<MailboxName> affected = affected(now);
            for (MailboxName name : changed(subscriptions, nowSubscribed)) {
                if (events(name, nowSubscribed).contains(NotifyEvent.SUBSCRIPTION_CHANGE)) {
                    affected.add(name);
                }
            }
            names = now;
            subscriptions = nowSubscribed;
            for (MailboxName name : affected) {
                line(name, attributes(name), "");
            }
            tellAnnotations();
        }
        return others;
    }

    private Set<NotifyEvent> events(MailboxName name, Set<MailboxName> nowSubscribed) throws StoreException {
        Set<NotifyEvent> before = events(name);
        for (Group group : groups) {
            boolean by = group.source().kind() == org.postrider.imap.syntax.SearchSource.Kind.SUBSCRIBED;
            if (by && nowSubscribed.contains(name)) {
                before.addAll(group.events());
            }
        }
        return before;
    }

    // RFC 5465 §5.4: those that came and went, and what is directly above them
    private Set<MailboxName> affected(SortedMap<MailboxName, MailboxInfo> now) throws StoreException {
        Set<MailboxName> changed = new TreeSet<>();
        Set<MailboxName> both = new TreeSet<>(names.keySet());
        both.addAll(now.keySet());
        for (MailboxName name : both) {
            MailboxInfo before = names.get(name);
            MailboxInfo after = now.get(name);
            if (before == null || after == null || before.selectable() != after.selectable()) {
                changed.add(name);
                if (name.path().size() > 1) {
                    changed.add(
                            new MailboxName(name.path().subList(0, name.path().size() - 1)));
                }
            }
        }
        Set<MailboxName> affected = new TreeSet<>();
        for (MailboxName name : changed) {
            if (events(name).contains(NotifyEvent.MAILBOX_NAME)) {
                affected.add(name);
            }
        }
        return affected;
    }

    private static Set<MailboxName> changed(Set<MailboxName> before, Set<MailboxName> after) {
        Set<MailboxName> changed = new TreeSet<>();
        before.stream().filter(name -> !after.contains(name)).forEach(changed::add);
        after.stream().filter(name -> !before.contains(name)).forEach(changed::add);
        return changed;
    }

    private void renamed(Renaming renaming, SortedMap<MailboxName, MailboxInfo> now, Set<MailboxName> nowSubscribed)
            throws IOException {
        Optional<MailboxName> from =
                account.store().nameOf(renaming.owner(), renaming.renamed().from());
        Optional<MailboxName> to =
                account.store().nameOf(renaming.owner(), renaming.renamed().to());
        // RFC 5465 §5.4: INBOX stays, what is new is told as such
        if (from.isEmpty()
                || to.isEmpty()
                || from.get().isInbox()
                || !names.containsKey(from.get())
                || !now.containsKey(to.get())) {
            return;
        }
        SortedMap<MailboxName, MailboxInfo> moved = new TreeMap<>();
        names.forEach((name, info) -> {
            if (name.equals(from.get()) || name.isBelow(from.get())) {
                List<String> path = new ArrayList<>(to.get().path());
                path.addAll(name.path()
                        .subList(from.get().path().size(), name.path().size()));
                MailboxName other = new MailboxName(path);
                moved.put(other, new MailboxInfo(other, info.selectable(), info.use()));
            } else {
                moved.put(name, info);
            }
        });
        boolean told = events(from.get()).contains(NotifyEvent.MAILBOX_NAME)
                || events(to.get(), nowSubscribed).contains(NotifyEvent.MAILBOX_NAME);
        names = moved;
        if (told) {
            MailboxInfo info = now.get(to.get());
            boolean below = now.keySet().stream().anyMatch(name -> name.isBelow(to.get()));
            String old = new String(account.wireName(from.get()), java.nio.charset.StandardCharsets.ISO_8859_1);
            line(
                    to.get(),
                    MailboxLists.attributes(info, below, nowSubscribed.contains(to.get())),
                    " (\"OLDNAME\" (" + old + "))");
        }
    }

    private String attributes(MailboxName name) {
        boolean below = names.keySet().stream().anyMatch(other -> other.isBelow(name));
        return MailboxLists.attributes(names.get(name), below, subscriptions.contains(name));
    }

    void line(MailboxName name, String attributes, String rest) throws ConnectionEndedException {
        out.raw("* LIST (" + attributes + ") \"" + account.separator() + "\" ");
        out.raw(account.wireName(name));
        out.line(rest);
    }

    private void tellAnnotations() throws IOException {
        Set<Optional<MailboxName>> now = annotated();
        annotations.keySet().retainAll(now);
        for (Optional<MailboxName> each : now) {
            Map<EntryName, byte[]> after = annotations(each);
            Map<EntryName, byte[]> before = annotations.put(each, after);
            Set<String> changed = new TreeSet<>();
            (before == null ? after : before).forEach((name, _) -> changed.add(name.text()));
            after.forEach((name, _) -> changed.add(name.text()));
            changed.removeIf(name -> Objects.deepEquals(value(before, name), value(after, name)));
            if (!changed.isEmpty()) {
                out.raw("* METADATA ");
                out.raw(each.isPresent() ? account.wireName(each.get()) : new byte[] {'"', '"'});
                // RFC 5464 §4.4.2
                out.line(" " + String.join(" ", changed));
            }
        }
    }

    private static byte[] value(@org.jspecify.annotations.Nullable Map<EntryName, byte[]> values, String name) {
        byte[] value = values == null ? null : values.get(new EntryName(name));
        // No value is as long as this.
        return value == null ? new byte[] {'N', 'I', 'L', 0} : Arrays.copyOf(value, value.length);
    }

    private Set<Optional<MailboxName>> annotated() throws StoreException {
        Set<Optional<MailboxName>> annotated = new HashSet<>();
        if (groups.stream().anyMatch(group -> group.events().contains(NotifyEvent.SERVER_METADATA_CHANGE))) {
            annotated.add(Optional.empty());
        }
        if (groups.stream().anyMatch(group -> group.events().contains(NotifyEvent.MAILBOX_METADATA_CHANGE))) {
            for (MailboxInfo info : names.values()) {
                if (info.selectable() && events(info.name()).contains(NotifyEvent.MAILBOX_METADATA_CHANGE)) {
                    annotated.add(Optional.of(info.name()));
                }
            }
        }
        return annotated;
    }

    private Map<EntryName, byte[]> annotations(Optional<MailboxName> mailbox) throws StoreException {
        String user = AccessList.identifier(account.address());
        Map<EntryName, byte[]> all = new HashMap<>();
        try {
            if (mailbox.isPresent() && !Annotations.mayRead(account.store().rights(mailbox.get()))) {
                return all;
            }
            Annotations found = Annotations.read(account.store()
                    .note(
                            mailbox.orElse(MailboxName.INBOX),
                            mailbox.isPresent() ? Annotations.NOTE : Annotations.SERVER_NOTE));
            all.putAll(found.below(user, new EntryName(EntryName.PRIVATE), DEPTH_ALL));
            all.putAll(found.below(user, new EntryName(EntryName.SHARED), DEPTH_ALL));
        } catch (StoreException e) {
            // Deleted meanwhile.
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        return all;
    }

    private SortedMap<MailboxName, MailboxInfo> all() throws StoreException {
        SortedMap<MailboxName, MailboxInfo> all = new TreeMap<>();
        account.store().list().forEach(info -> all.put(info.name(), info));
        return all;
    }
}
