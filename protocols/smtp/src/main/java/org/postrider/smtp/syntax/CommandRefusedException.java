package org.postrider.smtp.syntax;

import org.postrider.api.mail.Reply;

/// A command is refused with a reply, and the session goes on. Has no stack trace: it is no fault of ours.
public final class CommandRefusedException extends Exception {
    private final transient Reply reply;

    public CommandRefusedException(Reply reply) {
        super(reply.toString(), null, false, false);
        this.reply = reply;
    }

    public CommandRefusedException(int code, String status, String text) {
        this(Reply.of(code, status, text));
    }

    public Reply reply() {
        return reply;
    }
}
