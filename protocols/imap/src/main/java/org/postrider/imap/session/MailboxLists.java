package org.postrider.imap.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.AccountStore.MailboxInfo;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.imap.structure.WireText;

/// LIST and LSUB (RFC 3501 §6.3.8, §6.3.9, RFC 5258, RFC 6154). Confined to the session's thread.
public final class MailboxLists {
    private final LoggedIn account;
    private final AccountStore store;
    private final char separator;

    public MailboxLists(LoggedIn account, char separator) {
        this.account = account;
        this.store = account.store();
        this.separator = separator;
    }

    /// @param subscribed only what is subscribed
    /// @param recursive tell of names whose only match is below them
    /// @param specialUse only what has a special use
    /// @param showSubscribed say what is subscribed
    public record Selection(boolean subscribed, boolean recursive, boolean specialUse, boolean showSubscribed) {
        // RFC 5258 §3.5: by what those below were chosen
        String criteria() {
            return (subscribed ? "\"SUBSCRIBED\"" : "")
                    + (subscribed && specialUse ? " " : "")
                    + (specialUse ? "\"SPECIAL-USE\"" : "");
        }
    }

    /// A line of the answer as ISO 8859-1, and its mailbox where it can be selected.
    public record Line(String text, Optional<MailboxName> selectable) {}

    public List<Line> list(String reference, List<String> patterns, Selection selection) throws StoreException {
        Map<MailboxName, MailboxInfo> all = new TreeMap<>();
        store.list().forEach(info -> all.put(info.name(), info));
        Set<MailboxName> withChildren = above(all.keySet());
        Set<MailboxName> subscriptions = store.subscriptions();
        Set<MailboxName> candidates = new TreeSet<>(all.keySet());
        if (selection.subscribed()) {
            // RFC 5258 §3.1: a subscribed name is told whether it exists or not
            candidates.addAll(subscriptions);
        }
        Set<MailboxName> chosen = new HashSet<>();
        for (MailboxName name : candidates) {
            MailboxInfo info = all.get(name);
            boolean used = info != null && info.use().isPresent();
            if ((!selection.subscribed() || subscriptions.contains(name)) && (!selection.specialUse() || used)) {
                chosen.add(name);
            }
        }
        Set<MailboxName> aboveChosen = selection.recursive() ? above(chosen) : Set.of();
        candidates.addAll(aboveChosen);
        List<ListPattern> matching = patterns.stream()
                .map(pattern -> new ListPattern(reference + pattern, separator))
                .toList();
        List<Line> lines = new ArrayList<>();
        for (MailboxName name : candidates) {
            MailboxInfo info = all.get(name);
            boolean subscribed = subscriptions.contains(name);
            boolean below = aboveChosen.contains(name);
            if ((chosen.contains(name) || below)
                    && matching.stream().anyMatch(pattern -> pattern.matches(name.toString(separator)))) {
                boolean shown = subscribed && (selection.subscribed() || selection.showSubscribed());
                String attributes = attributes(info, withChildren.contains(name), shown);
                String childInfo = below ? " (\"CHILDINFO\" (" + selection.criteria() + "))" : "";
                lines.add(new Line(
                        new String(line("LIST", attributes, name, childInfo), StandardCharsets.ISO_8859_1),
                        info != null && info.selectable() ? Optional.of(name) : Optional.empty()));
            }
        }
        return lines;
    }

    /// RFC 3501 §6.3.9
    public List<byte[]> subscribed(String reference, String pattern) throws StoreException {
        ListPattern matching = new ListPattern(reference + pattern, separator);
        Set<MailboxName> subscriptions = store.subscriptions();
        Set<MailboxName> candidates = new TreeSet<>(subscriptions);
        if (pattern.indexOf('%') >= 0) {
            // With foo/bar subscribed and foo not, LSUB "%" tells of foo, which cannot be selected by it.
            candidates.addAll(above(subscriptions));
        }
        List<byte[]> lines = new ArrayList<>();
        for (MailboxName name : candidates) {
            if (matching.matches(name.toString(separator))) {
                lines.add(line("LSUB", subscriptions.contains(name) ? "" : "\\Noselect", name, ""));
            }
        }
        return lines;
    }

    // All names that have one of these somewhere below them.
    private static Set<MailboxName> above(Set<MailboxName> names) {
        Set<MailboxName> above = new HashSet<>();
        for (MailboxName name : names) {
            for (int depth = name.path().size() - 1; depth > 0; depth--) {
                above.add(new MailboxName(name.path().subList(0, depth)));
            }
        }
        return above;
    }

    private byte[] line(String command, String attributes, MailboxName name, String rest) {
        return new WireText()
                .raw("* " + command + " (" + attributes + ") \"" + separator + "\" ")
                .raw(account.wireName(name))
                .raw(rest + "\r\n")
                .octets();
    }

    static String attributes(@Nullable MailboxInfo info, boolean children, boolean subscribed) {
        List<String> attributes = new ArrayList<>();
        if (info == null) {
            attributes.add("\\NonExistent");
        } else if (!info.selectable()) {
            attributes.add("\\Noselect");
        }
        attributes.add(children ? "\\HasChildren" : "\\HasNoChildren");
        if (info != null) {
            info.use().ifPresent(use -> attributes.add(use.imapName()));
        }
        if (subscribed) {
            attributes.add("\\Subscribed");
        }
        return String.join(" ", attributes);
    }
}
