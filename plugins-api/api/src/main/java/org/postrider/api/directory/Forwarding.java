package org.postrider.api.directory;

import java.util.List;
import org.postrider.api.mail.MailAddress;

/// Where a user's mail goes beside, or in place of, the own mailbox.
///
/// @param to the addresses; none where the mail goes nowhere else
/// @param keepCopy whether it comes into the own mailbox too; without a meaning where it goes nowhere else
public record Forwarding(List<MailAddress> to, boolean keepCopy) {
    /// Into the own mailbox alone.
    public static final Forwarding NONE = new Forwarding(List.of(), true);

    public Forwarding {
        to = List.copyOf(to);
    }
}
