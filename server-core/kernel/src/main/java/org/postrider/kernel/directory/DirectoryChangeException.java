package org.postrider.kernel.directory;

/// A change to the directory that is refused; the message says why and what to do.
public final class DirectoryChangeException extends Exception {
    public DirectoryChangeException(String message) {
        super(message);
    }
}
