package org.postrider.api.store;

/// The flags that IMAP defines (RFC 9051 §2.3.2), `\Recent` excepted, which is a session's matter.
public enum SystemFlag {
    SEEN(1 << 0, "\\Seen"),
    ANSWERED(1 << 1, "\\Answered"),
    FLAGGED(1 << 2, "\\Flagged"),
    DELETED(1 << 3, "\\Deleted"),
    DRAFT(1 << 4, "\\Draft");

    private final int bit;
    private final String imapName;

    SystemFlag(int bit, String imapName) {
        this.bit = bit;
        this.imapName = imapName;
    }

    public String imapName() {
        return imapName;
    }

    /// The flag's bit in [Flags#systemBits()]; the same for ever, because stores keep it.
    public int bit() {
        return bit;
    }
}
