package org.postrider.api.mail;

import java.util.Optional;

/// The parameters of MAIL FROM that travel with a mail.
///
/// @param body what the content may hold (RFC 6152, RFC 3030)
/// @param smtpUtf8 addresses or header are internationalised (RFC 6531)
/// @param ret how much of the message a failure report returns (RFC 3461 §4.3)
/// @param envelopeId ENVID as given, in xtext (RFC 3461 §4.4)
public record MailParameters(BodyType body, boolean smtpUtf8, Optional<Ret> ret, Optional<String> envelopeId) {
    public static final MailParameters DEFAULT =
            new MailParameters(BodyType.SEVEN_BIT, false, Optional.empty(), Optional.empty());

    public MailParameters withBody(BodyType other) {
        return new MailParameters(other, smtpUtf8, ret, envelopeId);
    }

    public MailParameters withSmtpUtf8(boolean value) {
        return new MailParameters(body, value, ret, envelopeId);
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
