package org.postrider.imap.session;

import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;
import org.postrider.imap.wire.Scratch;

/// A command that a client gave, with all that it may need. Confined to the session's thread.
///
/// @param tag of the command
/// @param name of the command, in upper case, without UID
/// @param uid it was given as `UID name`
/// @param input what stands behind the name
/// @param scratch for large messages, deleted when the command is over
public record Call(ImapSession session, String tag, String name, boolean uid, ImapInput input, Scratch scratch) {
    public Responses out() {
        return session.out();
    }

    public ImapConfig config() {
        return session.config();
    }

    public ImapServices services() {
        return session.services();
    }

    /// @throws CommandFailedException where nobody has logged in
    public LoggedIn account() throws CommandFailedException {
        LoggedIn known = session.account();
        if (known == null) {
            throw CommandFailedException.no("log in first");
        }
        return known;
    }

    /// @throws CommandFailedException where no mailbox is selected
    public SelectedMailbox selected() throws CommandFailedException {
        return account().needSelected();
    }

    /// The selected mailbox, to change it.
    ///
    /// @throws CommandFailedException where none is selected, or by EXAMINE
    public SelectedMailbox writable() throws CommandFailedException {
        SelectedMailbox selected = selected();
        if (selected.readOnly()) {
            throw CommandFailedException.no("[READ-ONLY] the mailbox was opened by EXAMINE");
        }
        return selected;
    }

    /// The tagged answer of success.
    public String done() {
        return "OK " + name + " done";
    }
}
