package org.postrider.imap.session;

import java.time.Duration;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.protocol.sasl.PlaintextLogin;

/// The options of a listener for IMAP.
public record ImapConfig(
        @Option(
                doc = "Who may send a password without TLS: never anybody, loopback (clients on this host), or always"
                        + " everybody, which is for networks that nobody else can read.",
                defaultValue = "loopback")
        PlaintextLogin plaintextLogin,

        @Option(doc = "Largest message that APPEND takes.", defaultValue = "100MiB")
        ByteSize maxMessageSize,

        @Option(
                doc = "Largest command without the messages that it brings: its line and the strings in it.",
                defaultValue = "256KiB")
        ByteSize maxCommandSize,

        @Option(
                doc = "After how long without a command, or in IDLE, a session ends (RFC 3501: at least 30 minutes).",
                defaultValue = "30m")
        Duration idleTimeLimit,

        @Option(doc = "How long somebody who has not logged in may take.", defaultValue = "2m")
        Duration loginTimeLimit,

        @Option(
                doc =
                        "How long to wait for the next part of a command or message, and for the whole of a command's line;"
                                + " a message may take a second more for each KiB.",
                defaultValue = "5m")
        Duration dataTimeLimit,

        @Option(
                doc =
                        "With how many messages one FETCH, SEARCH, STORE, MOVE or UID EXPUNGE goes on, from the newest, and how"
                                + " many COPY, SORT, THREAD and APPEND take (MESSAGELIMIT, RFC 9738); 0 for all. Mail programs"
                                + " that do not know the extension see no others: only for those that do.",
                defaultValue = "0")
        int maxMessagesPerCommand,

        @Option(
                doc = "How many messages one COPY or APPEND puts into a mailbox (SAVELIMIT, RFC 9738); 0 for as many as"
                        + " above.",
                defaultValue = "0")
        int maxMessagesSaved,

        @Option(doc = "What stands between the levels of a mailbox name: / or .", defaultValue = "/")
        String hierarchySeparator,

        @Option(
                doc = "The user, in each domain, whose mailboxes everybody finds below Shared who has a right on them;"
                        + " empty for nobody.",
                defaultValue = "shared")
        String sharedUser,

        @Option(
                doc =
                        "Whether literals that are sent without waiting may have 4096 octets at most (LITERAL-, RFC 7888),"
                                + " which keeps clients from sending large messages that will be refused.",
                defaultValue = "false")
        boolean literalMinus,

        @Option(doc = "After so many commands that make no sense the session is ended.", defaultValue = "50")
        int maxErrors,

        @Option(doc = "What stands after the host name in the greeting.", defaultValue = "IMAP4rev1 Postrider")
        String greeting) {

    private static final long COMMAND_OCTETS_MIN = 8 * 1024;
    private static final long COMMAND_OCTETS_MAX = 64 * 1024 * 1024;

    public ImapConfig {
        if (!hierarchySeparator.equals("/") && !hierarchySeparator.equals(".")) {
            throw new IllegalArgumentException("hierarchySeparator must be / or .");
        }
        if (maxCommandSize.octets() < COMMAND_OCTETS_MIN || maxCommandSize.octets() > COMMAND_OCTETS_MAX) {
            throw new IllegalArgumentException("maxCommandSize must be between 8KiB and 64MiB");
        }
        if (!idleTimeLimit.isPositive() || !loginTimeLimit.isPositive() || !dataTimeLimit.isPositive()) {
            throw new IllegalArgumentException("the time limits must be longer than nothing");
        }
        if (!sharedUser.matches("[A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("sharedUser must be letters, digits, - and _, without a domain");
        }
        if (maxMessagesPerCommand < 0 || maxMessagesSaved < 0) {
            throw new IllegalArgumentException(
                    "maxMessagesPerCommand and maxMessagesSaved are numbers of messages from 1, or 0 for no limit");
        }
        if (maxErrors < 1) {
            throw new IllegalArgumentException("maxErrors must be at least 1");
        }
        if (greeting.isEmpty() || !greeting.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("greeting must be one line of US-ASCII");
        }
    }

    /// How many messages a command puts into a mailbox; 0 for as many as there are.
    public int savedPerCommand() {
        return maxMessagesSaved == 0 || (maxMessagesPerCommand != 0 && maxMessagesPerCommand < maxMessagesSaved)
                ? maxMessagesPerCommand
                : maxMessagesSaved;
    }

    public char separator() {
        return hierarchySeparator.charAt(0);
    }
}
