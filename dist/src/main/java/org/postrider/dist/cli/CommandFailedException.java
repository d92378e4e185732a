package org.postrider.dist.cli;

/// What was asked cannot be done; the message says why and what to do.
final class CommandFailedException extends Exception {
    CommandFailedException(String message) {
        super(message);
    }
}
