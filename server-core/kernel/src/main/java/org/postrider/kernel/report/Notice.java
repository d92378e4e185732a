package org.postrider.kernel.report;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;

/// What happened to recipients of a mail, of which its sender may want to know.
///
/// @param mail for those to whom it happened alone
/// @param reply why, or the answer of who took it
/// @param retriedUntil of a delay: when it will be given up
public record Notice(Mail mail, Action action, Reply reply, Optional<Instant> retriedUntil) {
    private static final Reply DONE = Reply.of(250, "2.0.0", "done");

    /// It failed for good.
    public static Notice failed(Mail mail, Reply reason) {
        return new Notice(mail, Action.FAILED, reason, Optional.empty());
    }

    /// It waits, and is tried until then.
    public static Notice delayed(Mail mail, Reply reason, Instant until) {
        return new Notice(mail, Action.DELAYED, reason, Optional.of(until));
    }

    /// It has arrived.
    public static Notice delivered(Mail mail) {
        return new Notice(mail, Action.DELIVERED, DONE, Optional.empty());
    }

    /// The recipients stood for others, who have it now.
    public static Notice expanded(Mail mail) {
        return new Notice(mail, Action.EXPANDED, DONE, Optional.empty());
    }

    /// The same for those recipients alone of whom the sender wants to know.
    Optional<Notice> wanted() {
        List<Recipient> wanted = mail.recipients().stream()
                .filter(recipient -> action.wanted(recipient.dsn()))
                .toList();
        return wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(new Notice(mail.withRecipients(wanted), action, reply, retriedUntil));
    }

    /// RFC 3464 §2.3.4: all that a report may say.
    public enum Action {
        FAILED("Your message could not be delivered to:"),
        DELAYED("Your message could not be delivered yet, and is still being tried; you need not send it again:"),
        DELIVERED("Your message has been delivered to:"),
        /// To a host that will not tell what becomes of it.
        RELAYED("Your message has been handed on, to a host from which there will be no further report, for:"),
        EXPANDED("Your message has been delivered to an address that stands for others, and sent on to them:");

        private final String sentence;

        Action(String sentence) {
            this.sentence = sentence;
        }

        String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }

        String sentence() {
            return sentence;
        }

        // RFC 3461 §4.1
        private boolean wanted(DsnRequest request) {
            return switch (this) {
                case FAILED -> request.onFailure();
                case DELAYED -> request.onDelay();
                case DELIVERED, RELAYED, EXPANDED -> request.onSuccess();
            };
        }

        // RFC 3464 §2.3.5: its class follows from what happened, whatever the last reply was.
        String status(String replied) {
            String group = switch (this) {
                case FAILED -> "5";
                case DELAYED -> "4";
                case DELIVERED, RELAYED, EXPANDED -> "2";
            };
            boolean temporaryOnly = this == FAILED && replied.startsWith("4.");
            boolean told = replied.startsWith(group + ".") || temporaryOnly;
            return told ? group + replied.substring(1) : group + ".0.0";
        }
    }
}
