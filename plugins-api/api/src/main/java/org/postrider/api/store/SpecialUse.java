package org.postrider.api.store;

/// What a mailbox is for (RFC 6154 §2, RFC 8457).
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    IMPORTANT("\\Important"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String imapName;

    SpecialUse(String imapName) {
        this.imapName = imapName;
    }

    public String imapName() {
        return imapName;
    }
}
