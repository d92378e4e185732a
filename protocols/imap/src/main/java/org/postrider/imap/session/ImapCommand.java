package org.postrider.imap.session;

import java.io.IOException;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// One command, a row of [Commands]. Stateless: what it has to remember stands in the session.
@FunctionalInterface
public interface ImapCommand {
    /// Where the command has written its tagged answer itself.
    String ANSWERED = "";

    /// @return the tagged answer without its tag: `OK NOOP done`
    /// @throws ImapSyntaxException answered with BAD
    /// @throws CommandFailedException answered with what it says
    String execute(Call call) throws IOException, ImapSyntaxException, CommandFailedException;
}
