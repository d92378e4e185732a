package org.postrider.api.store.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;

/// What the mailboxes of others are called: `Other Users/bob/Projects`, `Other Users/eve@other.example/INBOX`,
/// and `Shared/News` for those of the account that belongs to no person.
///
/// @param separator between the levels of a name, which does not stand in the name of a user: where it is `.`, `^`
/// stands
///     for it there
/// @param sharedUser local part of the account, in each domain, whose mailboxes are below `Shared`; empty for none
public record SharedNames(char separator, String sharedUser) {
    public static final String OTHER_USERS = "Other Users";
    public static final String SHARED = "Shared";

    private static final char INSTEAD_OF_DOT = '^';

    /// @param owner whose it is
    /// @param mailbox as the owner calls it
    record Place(MailAddress owner, MailboxName mailbox) {}

    static boolean isOfOthers(MailboxName name) {
        String first = name.path().getFirst();
        return first.equals(OTHER_USERS) || first.equals(SHARED);
    }

    /// The account whose mailboxes are below `Shared` for a user.
    Optional<MailAddress> sharedOwner(MailAddress user) {
        return sharedUser.isEmpty() ? Optional.empty() : Optional.of(MailAddress.of(sharedUser, user.domain()));
    }

    /// What a name means; empty where it means no mailbox, but a level above some.
    Optional<Place> place(MailAddress user, MailboxName name) {
        List<String> path = name.path();
        try {
            if (path.getFirst().equals(SHARED) && path.size() > 1) {
                return sharedOwner(user).map(owner -> new Place(owner, new MailboxName(path.subList(1, path.size()))));
            }
            if (path.getFirst().equals(OTHER_USERS) && path.size() > 2) {
                return Optional.of(new Place(owner(user, path.get(1)), new MailboxName(path.subList(2, path.size()))));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /// What a user calls another's mailbox; empty where the name would be too long.
    Optional<MailboxName> name(MailAddress user, MailAddress owner, MailboxName mailbox) {
        List<String> path = new ArrayList<>();
        if (sharedOwner(user).equals(Optional.of(owner))) {
            path.add(SHARED);
        } else {
            path.add(OTHER_USERS);
            path.add(label(user, owner));
        }
        path.addAll(mailbox.path());
        try {
            return Optional.of(new MailboxName(path));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String label(MailAddress user, MailAddress owner) {
        String address = owner.toString().toLowerCase(Locale.ROOT);
        String label = owner.domain().equals(user.domain()) ? address.substring(0, address.lastIndexOf('@')) : address;
        return separator == '.' ? label.replace('.', INSTEAD_OF_DOT) : label;
    }

    private MailAddress owner(MailAddress user, String label) {
        String written = separator == '.' ? label.replace(INSTEAD_OF_DOT, '.') : label;
        return written.contains("@") ? MailAddress.parse(written) : MailAddress.parse(written + "@" + user.domain());
    }
}
