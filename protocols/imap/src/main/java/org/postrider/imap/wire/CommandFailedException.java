package org.postrider.imap.wire;

import org.postrider.api.store.StoreException;

/// The command is answered with NO or BAD and this text.
public final class CommandFailedException extends Exception {
    private CommandFailedException(String answer) {
        super(answer);
    }

    public static CommandFailedException no(String text) {
        return new CommandFailedException("NO " + text);
    }

    public static CommandFailedException bad(String text) {
        return new CommandFailedException("BAD " + text);
    }

    /// What the store's failures mean to a client (RFC 5530).
    public static CommandFailedException of(StoreException e) {
        String code = switch (e.kind()) {
            case NOT_FOUND -> "[NONEXISTENT]";
            case ALREADY_EXISTS -> "[ALREADYEXISTS]";
            case OVER_QUOTA -> "[OVERQUOTA]";
            case NOT_PERMITTED -> "[NOPERM]";
            case CONFLICT, INVALID -> "[CANNOT]";
            case TEMPORARY -> "[UNAVAILABLE]";
            case DAMAGED -> "[SERVERBUG]";
        };
        String text = switch (e.kind()) {
            case TEMPORARY, DAMAGED -> "the mailbox cannot be used now; try again later";
            case NOT_FOUND, ALREADY_EXISTS, OVER_QUOTA, CONFLICT, NOT_PERMITTED, INVALID ->
                String.valueOf(e.getMessage());
        };
        return no(code + " " + text.replaceAll("[^ -~]", "?"));
    }
}
