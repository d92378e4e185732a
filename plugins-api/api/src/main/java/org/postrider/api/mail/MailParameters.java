package org.postrider.api.mail;

import java.time.Instant;
import java.util.Optional;

/// The parameters of MAIL FROM that travel with a mail. Begin with [#DEFAULT] and change what is not so.
///
/// @param body what the content may hold (RFC 6152, RFC 3030)
/// @param smtpUtf8 addresses or header are internationalised (RFC 6531)
/// @param ret how much of the message a failure report returns (RFC 3461 §4.3)
/// @param envelopeId ENVID as given, in xtext (RFC 3461 §4.4)
/// @param requireTls goes only to hops with verified TLS that promise the same (RFC 8689)
/// @param holdUntil is not to be delivered before (RFC 4865)
/// @param deliverBy is to be delivered by then (RFC 2852)
/// @param priority -9 to 9, higher ones first, 0 where none was given (RFC 6710)
public record MailParameters(
        BodyType body,
        boolean smtpUtf8,
        Optional<Ret> ret,
        Optional<String> envelopeId,
        boolean requireTls,
        Optional<Instant> holdUntil,
        Optional<DeliverBy> deliverBy,
        int priority) {
    /// RFC 6710 §4
    public static final int PRIORITY_MIN = -9;
    /// RFC 6710 §4
    public static final int PRIORITY_MAX = 9;

    /// Nothing was said.
    public static final MailParameters DEFAULT = new MailParameters(
            BodyType.SEVEN_BIT,
            false,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            0);

    public MailParameters {
        if (priority < PRIORITY_MIN || priority > PRIORITY_MAX) {
            throw new IllegalArgumentException("a priority of " + priority + ": it is -9 to 9");
        }
    }

    public MailParameters withBody(BodyType other) {
        return new MailParameters(other, smtpUtf8, ret, envelopeId, requireTls, holdUntil, deliverBy, priority);
    }

    public MailParameters withSmtpUtf8(boolean value) {
        return new MailParameters(body, value, ret, envelopeId, requireTls, holdUntil, deliverBy, priority);
    }

    public MailParameters withRet(Ret value) {
        return new MailParameters(
                body, smtpUtf8, Optional.of(value), envelopeId, requireTls, holdUntil, deliverBy, priority);
    }

    /// @param xtext as it stands on the wire
    public MailParameters withEnvelopeId(String xtext) {
        return new MailParameters(body, smtpUtf8, ret, Optional.of(xtext), requireTls, holdUntil, deliverBy, priority);
    }

    public MailParameters withRequireTls(boolean value) {
        return new MailParameters(body, smtpUtf8, ret, envelopeId, value, holdUntil, deliverBy, priority);
    }

    /// @param instant empty: not held, or no longer
    public MailParameters withHoldUntil(Optional<Instant> instant) {
        return new MailParameters(body, smtpUtf8, ret, envelopeId, requireTls, instant, deliverBy, priority);
    }

    /// @param value empty: for as long as the retry schedule says
    public MailParameters withDeliverBy(Optional<DeliverBy> value) {
        return new MailParameters(body, smtpUtf8, ret, envelopeId, requireTls, holdUntil, value, priority);
    }

    /// @param value -9 to 9
    public MailParameters withPriority(int value) {
        return new MailParameters(body, smtpUtf8, ret, envelopeId, requireTls, holdUntil, deliverBy, value);
    }

    /// BODY= (RFC 6152 §2, RFC 3030 §3).
    public enum BodyType {
        SEVEN_BIT("7BIT"),
        EIGHT_BIT_MIME("8BITMIME"),
        BINARY_MIME("BINARYMIME");

        private final String keyword;

        BodyType(String keyword) {
            this.keyword = keyword;
        }

        /// As it stands on the wire.
        public String keyword() {
            return keyword;
        }
    }

    /// RET= (RFC 3461 §4.3).
    public enum Ret {
        FULL,
        HDRS
    }
}
