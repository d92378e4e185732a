package org.postrider.api.store.share;

/// Something that a user may do with a mailbox (RFC 4314 §2.1).
public enum Right {
    /// To see it in lists.
    LOOKUP('l'),
    /// To select it and read its messages.
    READ('r'),
    /// To set and clear `\Seen`.
    SEEN('s'),
    /// To set and clear flags other than `\Seen` and `\Deleted`.
    WRITE('w'),
    /// To add messages.
    INSERT('i'),
    /// To send mail to its address. No protocol of this server has such addresses; it is kept and shown.
    POST('p'),
    /// To make mailboxes below it.
    CREATE('k'),
    /// To delete and rename it.
    DELETE_MAILBOX('x'),
    /// To set and clear `\Deleted`.
    DELETE_MESSAGES('t'),
    /// To expunge messages.
    EXPUNGE('e'),
    /// To say who has which rights.
    ADMINISTER('a');

    private final char letter;

    Right(char letter) {
        this.letter = letter;
    }

    public char letter() {
        return letter;
    }
}
