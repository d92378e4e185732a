package org.postrider.maildir;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.store.MailboxName;
import org.postrider.storefiles.ModifiedUtf7;

/// How mailboxes are called on the disk.
///
/// A mailbox `A/B` is the folder `.A.B` (Maildir++). What is not printable US-ASCII, and `.` and `/` inside a level, is
/// written in modified UTF-7 (RFC 3501 §5.1.3), as Courier and Dovecot do; a dot is `&AC4-`, a slash `&AC8-`.
final class FileNames {
    /// What Linux' file systems take.
    static final int OCTETS_MAX = 255;

    private static final String RESERVED = "./";

    private FileNames() {}

    static String folder(MailboxName name) {
        if (name.isInbox()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        for (String level : name.path()) {
            out.append('.').append(ModifiedUtf7.encode(level, RESERVED));
        }
        return out.toString();
    }

    /// The mailbox of a folder's name; empty where it cannot be one.
    static Optional<MailboxName> mailbox(String folder) {
        if (folder.length() < 2 || folder.charAt(0) != '.') {
            return Optional.empty();
        }
        List<String> path = new ArrayList<>();
        for (String level : folder.substring(1).split("\\.", -1)) {
            path.add(ModifiedUtf7.decode(level));
        }
        try {
            MailboxName name = new MailboxName(path);
            // A folder that another program wrote in another way has a name that leads back to it, or none.
            return folder(name).equals(folder) ? Optional.of(name) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
