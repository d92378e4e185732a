package org.postrider.pop3;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.protocol.sasl.PlaintextLogin;

/// The options of a listener for POP3.
public record Pop3Config(
        @Option(
                doc = "Who may send a password without TLS: never anybody, loopback (clients on this host), or always"
                        + " everybody, which is for networks that nobody else can read.",
                defaultValue = "loopback")
        PlaintextLogin plaintextLogin,

        @Option(
                doc = "Whether a session has its maildrop for itself, as RFC 1939 wants it (exclusive: a second one is"
                        + " told IN-USE), or several may read it at a time (shared). IMAP sessions and deliveries go"
                        + " on in either case.",
                defaultValue = "exclusive")
        Lock lock,

        @Option(
                doc = "How UIDL shows a message: %u stands for its UID and %v for the mailbox's UIDVALIDITY, in"
                        + " decimal; %08Xu and %08Xv in eight hexadecimal digits. Who takes over mailboxes keeps what"
                        + " the server before had, so that no client loads its mail again: %08Xu%08Xv is Dovecot's.",
                defaultValue = "%08Xu%08Xv")
        String uidl,

        @Option(
                doc = "What stands between a user's name and the mailbox he wants instead of INBOX, as in"
                        + " bob@example.org#Archive/2024. Empty: nobody can choose.",
                defaultValue = "#")
        String mailboxSeparator,

        @Option(doc = "Whether a message that was retrieved gets the flag \\Seen.", defaultValue = "true")
        boolean markSeen,

        @Option(
                doc = "What becomes of a message with UTF-8 in its header where the client did not say UTF8 (RFC"
                        + " 6856): send it as it is, which nearly every client takes, or refuse it.",
                defaultValue = "send")
        Utf8Messages utf8Messages,

        @Option(
                doc = "How long mail stays in a maildrop at least, as CAPA announces it in days (RFC 2449 §6.7). Not"
                        + " given: for ever. Deleting is the store's matter.")
        Optional<Duration> expire,

        @Option(doc = "How long a user must wait between two log-ins (RFC 2449 §6.5).", defaultValue = "0s")
        Duration loginDelay,

        @Option(
                doc = "After how long without a command a session ends, and deletes nothing (RFC 1939: at least 10"
                        + " minutes).",
                defaultValue = "10m")
        Duration idleTimeLimit,

        @Option(doc = "How long somebody who has not logged in may take for a command.", defaultValue = "1m")
        Duration loginTimeLimit,

        @Option(doc = "After so many commands that make no sense the session is ended.", defaultValue = "50")
        int maxErrors,

        @Option(doc = "What stands after the host name in the greeting.", defaultValue = "POP3 Postrider")
        String greeting) {

    private static final Duration LOGIN_DELAY_MAX = Duration.ofDays(1);

    public Pop3Config {
        if (!idleTimeLimit.isPositive() || !loginTimeLimit.isPositive()) {
            throw new IllegalArgumentException("the time limits must be longer than nothing");
        }
        if (loginDelay.isNegative() || loginDelay.compareTo(LOGIN_DELAY_MAX) > 0) {
            throw new IllegalArgumentException("loginDelay must be between 0s and 1d");
        }
        uidlFormat(uidl);
        if (maxErrors < 1) {
            throw new IllegalArgumentException("maxErrors must be at least 1");
        }
        if (mailboxSeparator.length() > 1 || List.of("@", ".", "/").contains(mailboxSeparator)) {
            throw new IllegalArgumentException("mailboxSeparator must be one character that is not @, . or /");
        }
        // RFC 1939 §7: what looks like <...@...> in a greeting offers APOP.
        if (!greeting.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '<')) {
            throw new IllegalArgumentException("greeting must be one line of US-ASCII without <");
        }
    }

    UidlFormat uidlFormat() {
        return uidlFormat(uidl);
    }

    private static UidlFormat uidlFormat(String pattern) {
        return new UidlFormat(pattern);
    }

    /// Whether sessions share a maildrop.
    public enum Lock {
        EXCLUSIVE,
        SHARED
    }

    /// What a client that does not know UTF-8 gets.
    public enum Utf8Messages {
        SEND,
        REFUSE
    }
}
