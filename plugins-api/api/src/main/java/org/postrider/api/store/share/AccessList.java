package org.postrider.api.store.share;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// Who else, but the owner, has which rights on a mailbox.
///
/// An identifier is an account's address, a group of accounts such as `group:staff@example.org`, or `anyone` or
/// `authenticated`, which both mean every account of the owner's domain; with `-` before it, its rights are taken away
/// from what the others give (RFC 4314 §2).
///
/// @param entries rights by identifier, at most [#ENTRIES_MAX]
public record AccessList(SortedMap<String, Rights> entries) {
    public static final AccessList EMPTY = new AccessList(Collections.emptySortedMap());
    public static final int ENTRIES_MAX = 1000;
    public static final String ANYONE = "anyone";
    public static final String AUTHENTICATED = "authenticated";

    /// What the name of a group stands behind.
    public static final String GROUP = "group:";

    private static final char TAB = '\t';

    public AccessList {
        if (entries.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException("an access control list has at most " + ENTRIES_MAX + " entries");
        }
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /// What [#text] wrote.
    ///
    /// @return empty where it is something else: a line that took a right away could be the one that is damaged
    static Optional<AccessList> read(String text) {
        SortedMap<String, Rights> entries = new TreeMap<>();
        for (String line : text.lines().toList()) {
            int tab = line.indexOf(TAB);
            if (tab < 1) {
                return Optional.empty();
            }
            try {
                entries.put(line.substring(0, tab), Rights.parse(line.substring(tab + 1)));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
        return entries.size() > ENTRIES_MAX ? Optional.empty() : Optional.of(new AccessList(entries));
    }

    /// A line for each entry: the identifier, a tab, the rights.
    String text() {
        StringBuilder text = new StringBuilder();
        entries.forEach((identifier, rights) ->
                text.append(identifier).append(TAB).append(rights).append('\n'));
        return text.toString();
    }

    Rights of(String identifier) {
        return Optional.ofNullable(entries.get(identifier)).orElse(Rights.NONE);
    }

    /// With other rights for an identifier; without it where they are none.
    AccessList with(String identifier, Rights rights) {
        SortedMap<String, Rights> changed = new TreeMap<>(entries);
        if (rights.isEmpty()) {
            changed.remove(identifier);
        } else {
            changed.put(identifier, rights);
        }
        return new AccessList(changed);
    }

    /// What somebody may do whom all these mean.
    Rights ofAll(List<String> identifiers) {
        Rights given = Rights.NONE;
        Rights taken = Rights.NONE;
        for (String identifier : identifiers) {
            given = given.with(of(identifier));
            taken = taken.with(of("-" + identifier));
        }
        return given.without(taken);
    }

    /// What means one user.
    public static String identifier(MailAddress user) {
        return user.toString().toLowerCase(Locale.ROOT);
    }

    /// What means a group.
    ///
    /// @param name in lower case
    public static String identifier(String name, Domain domain) {
        return GROUP + name + "@" + domain.name().toLowerCase(Locale.ROOT);
    }

    /// The identifier that somebody means who writes `given`: a user's name or address, `group:staff` for one of the
    /// owner's domain, `group:staff@example.org`, `anyone` or `authenticated`, with or without `-` before it.
    ///
    /// @param domain the owner's
    /// @return empty where there is no such user or group
    public static Optional<String> identifier(Directory directory, Domain domain, String given) {
        String sign = given.startsWith("-") ? "-" : "";
        String name = given.substring(sign.length());
        if (name.equals(ANYONE) || name.equals(AUTHENTICATED)) {
            return Optional.of(given);
        }
        Optional<String> identifier = name.startsWith(GROUP)
                ? group(directory, domain, name.substring(GROUP.length()).toLowerCase(Locale.ROOT))
                : directory.named(name).map(Account::address).map(AccessList::identifier);
        return identifier.map(sign::concat);
    }

    private static Optional<String> group(Directory directory, Domain domain, String written) {
        int at = written.indexOf('@');
        String name = at < 0 ? written : written.substring(0, at);
        try {
            Domain its = at < 0 ? domain : Domain.parse(written.substring(at + 1));
            return directory.hasGroup(its, name) ? Optional.of(identifier(name, its)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
