package org.postrider.storefiles;

import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;

/// What a user finds at first.
public enum StandardMailbox {
    ARCHIVE("Archive", SpecialUse.ARCHIVE),
    DRAFTS("Drafts", SpecialUse.DRAFTS),
    JUNK("Junk", SpecialUse.JUNK),
    SENT("Sent", SpecialUse.SENT),
    TRASH("Trash", SpecialUse.TRASH);

    private final MailboxName name;
    private final SpecialUse use;

    StandardMailbox(String name, SpecialUse use) {
        this.name = MailboxName.of(name);
        this.use = use;
    }

    public MailboxName mailboxName() {
        return name;
    }

    public SpecialUse use() {
        return use;
    }
}
