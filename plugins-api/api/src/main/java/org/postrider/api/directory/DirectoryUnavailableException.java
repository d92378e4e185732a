package org.postrider.api.directory;

/// A directory cannot answer now: its database is down, or takes too long. Nobody is told that an address does not
/// exist,
/// or that a password is wrong, because of it: mail is taken or tried again later, a log-in is refused for now.
///
/// Unchecked, because all that can be done about it is done where a command's or a mail's way ends: SMTP answers `451
/// 4.4.3`, IMAP `UNAVAILABLE`, POP3 `SYS/TEMP`, and a mail in the pipeline waits.
public final class DirectoryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message which directory, and why
    public DirectoryUnavailableException(String message) {
        super(message);
    }

    public DirectoryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
