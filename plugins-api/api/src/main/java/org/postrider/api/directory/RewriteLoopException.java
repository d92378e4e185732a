package org.postrider.api.directory;

/// The aliases of an address lead in a circle or to too many addresses; the message names the way.
public final class RewriteLoopException extends Exception {
    private static final long serialVersionUID = 1L;

    public RewriteLoopException(String message) {
        super(message);
    }
}
