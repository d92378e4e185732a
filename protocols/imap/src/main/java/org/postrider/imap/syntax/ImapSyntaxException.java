package org.postrider.imap.syntax;

/// A command that does not follow the grammar; the message is fit for the client.
public class ImapSyntaxException extends Exception {
    public ImapSyntaxException(String message) {
        super(message);
    }
}
