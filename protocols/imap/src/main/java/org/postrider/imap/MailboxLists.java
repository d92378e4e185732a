package org.postrider.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.AccountStore.MailboxInfo;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.StoreException;
import org.postrider.imap.structure.WireText;
import org.postrider.imap.syntax.ModifiedUtf7;

/// LIST and LSUB (RFC 3501 §6.3.8, §6.3.9, RFC 5258, RFC 6154). Confined to the session's thread.
final class MailboxLists {
    private final AccountStore store;
    private final char separator;

    MailboxLists(AccountStore store, char separator) {
        this.store = store;
        this.separator = separator;
    }

    /// @param subscribed only what is subscribed
    /// @param recursive tell of names whose only match is below them
    /// @param specialUse only what has a special use
    /// @param showSubscribed say what is subscribed
    record Selection(boolean subscribed, boolean recursive, boolean specialUse, boolean showSubscribed) {
        static final Selection ALL = new Selection(false, false, false, false);
    }

    /// A line of the answer as ISO 8859-1, and its mailbox where it can be selected.
    record Line(String text, Optional<MailboxName> selectable) {}

    List<Line> list(String reference, List<String> patterns, Selection selection) throws StoreException {
        List<MailboxInfo> all = store.list();
        Set<MailboxName> subscriptions = store.subscriptions();
        List<Line> lines = new ArrayList<>();
        List<Pattern> matching =
                patterns.stream().map(pattern -> pattern(reference + pattern)).toList();
        for (MailboxInfo info : selection.subscribed() ? withSubscribed(all, subscriptions) : all) {
            boolean matches = matching.stream()
                    .anyMatch(pattern ->
                            pattern.matcher(info.name().toString(separator)).matches());
            boolean subscribed = subscriptions.contains(info.name());
            boolean below = selection.recursive() && subscriptions.stream().anyMatch(name -> name.isBelow(info.name()));
            boolean chosen = (!selection.subscribed() || subscribed || below)
                    && (!selection.specialUse() || info.use().isPresent());
            if (matches && chosen) {
                boolean exists = all.stream().anyMatch(other -> other.name().equals(info.name()));
                boolean shown = subscribed && (selection.subscribed() || selection.showSubscribed());
                String childInfo = below && selection.subscribed() ? " (\"CHILDINFO\" (\"SUBSCRIBED\"))" : "";
                lines.add(new Line(
                        new String(
                                line("LIST", attributes(info, all, exists, shown), info.name(), childInfo),
                                StandardCharsets.ISO_8859_1),
                        exists && info.selectable() ? Optional.of(info.name()) : Optional.empty()));
            }
        }
        return lines;
    }

    /// RFC 3501 §6.3.9
    List<byte[]> subscribed(String reference, String pattern) throws StoreException {
        Pattern matching = pattern(reference + pattern);
        List<byte[]> lines = new ArrayList<>();
        for (MailboxName name : store.subscriptions()) {
            if (matching.matcher(name.toString(separator)).matches()) {
                lines.add(line("LSUB", "", name, ""));
            }
        }
        return lines;
    }

    byte[] name(MailboxName name) {
        return new WireText()
                .string(ModifiedUtf7.encode(name.toString(separator)))
                .octets();
    }

    private byte[] line(String command, String attributes, MailboxName name, String rest) {
        return new WireText()
                .raw("* " + command + " (" + attributes + ") \"" + separator + "\" ")
                .string(ModifiedUtf7.encode(name.toString(separator)))
                .raw(rest + "\r\n")
                .octets();
    }

    private static String attributes(MailboxInfo info, List<MailboxInfo> all, boolean exists, boolean subscribed) {
        List<String> attributes = new ArrayList<>();
        if (!exists) {
            attributes.add("\\NonExistent");
        } else if (!info.selectable()) {
            attributes.add("\\NoSelect");
        }
        boolean children = all.stream().anyMatch(other -> other.name().isBelow(info.name()));
        attributes.add(children ? "\\HasChildren" : "\\HasNoChildren");
        info.use().ifPresent(use -> attributes.add(use.imapName()));
        if (subscribed) {
            attributes.add("\\Subscribed");
        }
        return String.join(" ", attributes);
    }

    // RFC 5258 §3.1: a subscribed name is told whether it exists or not
    private static List<MailboxInfo> withSubscribed(List<MailboxInfo> all, Set<MailboxName> subscriptions) {
        List<MailboxInfo> both = new ArrayList<>(all);
        for (MailboxName name : subscriptions) {
            if (all.stream().noneMatch(info -> info.name().equals(name))) {
                both.add(new MailboxInfo(name, false, Optional.empty()));
            }
        }
        return both;
    }

    // RFC 3501 §6.3.8: * is anything, % anything within a level. INBOX is told by any case.
    private Pattern pattern(String wildcards) {
        StringBuilder regex = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        String text = wildcards.length() >= 5 && wildcards.substring(0, 5).equalsIgnoreCase("INBOX")
                ? "INBOX" + wildcards.substring(5)
                : wildcards;
        char last = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*' || c == '%') {
                regex.append(plain.isEmpty() ? "" : Pattern.quote(plain.toString()));
                plain.setLength(0);
                // Several in a row say no more than one, and would cost much.
                if (c != last) {
                    regex.append(c == '*' ? ".*" : "[^" + Pattern.quote(String.valueOf(separator)) + "]*");
                }
            } else {
                plain.append(c);
            }
            last = c;
        }
        return Pattern.compile(regex + (plain.isEmpty() ? "" : Pattern.quote(plain.toString())), Pattern.DOTALL);
    }
}
