package org.postrider.smtp.client;

import org.postrider.api.mail.Reply;

/// The hop cannot be used for this mail now, before anything was said about the mail itself: another may be tried.
final class HopRefusedException extends Exception {
    private final transient Reply reason;

    HopRefusedException(Reply reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    HopRefusedException(int code, String status, String text) {
        this(Reply.of(code, status, text));
    }

    Reply reason() {
        return reason;
    }
}
