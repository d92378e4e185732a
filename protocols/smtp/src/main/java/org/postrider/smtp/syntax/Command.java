package org.postrider.smtp.syntax;

import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
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

    /// @param parameters what of them travels with the mail as it stands
    /// @param terms the rest of them
    record Mail(ReversePath reversePath, MailParameters parameters, MailTerms terms) implements Command {}

    /// @param address empty for `<postmaster>`, the one recipient without a domain (RFC 5321 §4.1.1.3)
    /// @param internationalised only allowed where MAIL said SMTPUTF8
    /// @param dsn what the sender wants to be told (RFC 3461 §4.1, §4.2)
    record Rcpt(Optional<MailAddress> address, boolean internationalised, DsnRequest dsn) implements Command {}

    record Data() implements Command {}

    /// A piece of a message follows the line (RFC 3030 §2).
    ///
    /// @param size of the piece in octets
    /// @param last true where it is the message's last one
    record Bdat(long size, boolean last) implements Command {}

    record Rset() implements Command {}

    record Noop() implements Command {}

    record Quit() implements Command {}

    /// @param argument an address or a user's name, as given
    record Vrfy(String argument) implements Command {}

    /// @param argument a list's address or name, as given
    record Expn(String argument) implements Command {}

    /// The client is ready for the mail that waits for it (RFC 1985).
    ///
    /// @param subdomains true for mail to domains below it too
    record Etrn(Domain domain, boolean subdomains) implements Command {}

    /// A proxy tells whom it speaks for, who counts from now on in its place.
    ///
    /// @param attributes decoded, by name in upper case; empty where the value is not known
    record Xclient(Map<String, Optional<String>> attributes) implements Command {}

    /// A filter tells where the next message came from before; for the record, not for what is allowed.
    ///
    /// @param attributes as with XCLIENT
    record Xforward(Map<String, Optional<String>> attributes) implements Command {}

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
