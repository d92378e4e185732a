package org.postrider.smtp.syntax;

import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.ReversePath;

/// What a client may say (RFC 5321 §4.1.1 and the extensions).
public sealed interface Command {
    /// EHLO, HELO or LHLO.
    ///
    /// @param argument who the client says it is; not to be believed
    record Hello(Verb verb, String argument) implements Command {
        /// RFC 5321 §4.1.1.1, RFC 2033 §4.1.
        public enum Verb {
            EHLO,
            HELO,
            LHLO
        }
    }

    /// @param size as declared (RFC 1870)
    record Mail(ReversePath reversePath, MailParameters parameters, OptionalLong size) implements Command {}

    /// @param address empty for `<postmaster>`, the one recipient without a domain (RFC 5321 §4.1.1.3)
    /// @param internationalised only allowed where MAIL said SMTPUTF8
    record Rcpt(Optional<MailAddress> address, boolean internationalised) implements Command {}

    record Data() implements Command {}

    record Rset() implements Command {}

    record Noop() implements Command {}

    record Quit() implements Command {}

    record Vrfy() implements Command {}

    record Expn() implements Command {}

    record Help() implements Command {}

    record StartTls() implements Command {}

    /// @param initialResponse in base64, or `=` for an empty one (RFC 4954 §4)
    record Auth(String mechanism, Optional<String> initialResponse) implements Command {
        /// Without the response.
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    /// The beginning of an HTTP request: a browser was sent here (ALPACA).
    record Http() implements Command {}
}
