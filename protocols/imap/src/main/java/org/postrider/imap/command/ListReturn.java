package org.postrider.imap.command;

import java.io.IOException;
import java.util.Map;
import org.postrider.api.store.MailboxName;
import org.postrider.imap.session.Call;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// An option of LIST's RETURN that tells of each mailbox with a line of its own (RFC 5258 §3.2).
@FunctionalInterface
interface ListReturn {
    /// All there are, by name; those that only change the line of LIST itself are not among them.
    Map<String, ListReturn> ALL = Map.of(
            "STATUS",
            StatusCommand::afterList,
            "MYRIGHTS",
            AclCommands::afterList,
            "METADATA",
            MetadataCommands::afterList);

    /// Reads what stands behind the option's name.
    Line read(Call call) throws ImapSyntaxException;

    /// Writes the line for a mailbox that can be selected.
    @FunctionalInterface
    interface Line {
        void tell(Call call, MailboxName name) throws IOException, CommandFailedException;
    }
}
