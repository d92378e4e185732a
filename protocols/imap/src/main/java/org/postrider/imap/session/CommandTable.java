package org.postrider.imap.session;

import java.io.IOException;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Scratch;

/// All that a client can say. The session, which the commands work on, does not know them.
public interface CommandTable {
    /// What the server can do now for this client (RFC 3501 §6.1.1).
    String capabilities(ImapSession session);

    /// Finds and runs a command.
    ///
    /// @param input behind the tag and its space
    /// @return the tagged answer without its tag, or [ImapCommand#ANSWERED]
    String execute(ImapSession session, String tag, ImapInput input, Scratch scratch)
            throws IOException, ImapSyntaxException, CommandFailedException;
}
