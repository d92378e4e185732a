package org.postrider.mailets.program;

import org.postrider.api.mail.Reply;

/// What a program's exit code means for its mail, by BSD's `sysexits.h`.
final class SysExits {
    private static final int OK = 0;
    private static final int DATA_ERROR = 65;
    private static final int NO_USER = 67;
    private static final int NO_HOST = 68;
    private static final int UNAVAILABLE = 69;
    private static final int CANNOT_CREATE = 73;
    private static final int TEMPORARY_FAILURE = 75;
    private static final int PROTOCOL = 76;
    private static final int NO_PERMISSION = 77;

    private SysExits() {}

    /// Final is only what the code says to be so: a program that was called wrongly, cannot be started, was killed, or
    /// ended with a code of its own, is for whoever runs the server to mend, and the mail waits.
    ///
    /// @param said its first words; empty for none
    static Reply reply(int code, String said) {
        String text = said.isEmpty() ? "the program ended with " + code : said;
        return switch (code) {
            case OK -> Reply.of(250, "2.0.0", said.isEmpty() ? "given to the program" : said);
            case DATA_ERROR -> Reply.of(554, "5.6.0", text);
            case NO_USER -> Reply.of(550, "5.1.1", text);
            case NO_HOST -> Reply.of(550, "5.1.2", text);
            case UNAVAILABLE -> Reply.of(554, "5.3.0", text);
            case CANNOT_CREATE -> Reply.of(552, "5.2.2", text);
            case PROTOCOL -> Reply.of(554, "5.5.0", text);
            case NO_PERMISSION -> Reply.of(550, "5.7.1", text);
            case TEMPORARY_FAILURE -> Reply.of(451, "4.3.0", text);
            default -> Reply.of(451, "4.3.5", "exit code " + code + (said.isEmpty() ? "" : ": " + said));
        };
    }
}
