package org.postrider.kernel.boot;

/// The server cannot start; the message is a sentence that says what to do.
public final class StartException extends Exception {
    public StartException(String message) {
        super(message);
    }

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
