package org.postrider.kernel.control;

/// A question that is refused or cannot be asked; the message says why and what to do.
public final class ControlException extends Exception {
    public ControlException(String message) {
        super(message);
    }

    public ControlException(String message, Throwable cause) {
        super(message, cause);
    }
}
