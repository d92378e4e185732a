package org.postrider.smtp;

import org.postrider.smtp.SmtpConfig.BareLineBreaks;

/// What a message may have.
///
/// @param octetsMax in all
/// @param lineOctetsMax in a line, its CRLF aside; 0 for any number
record ContentRules(long octetsMax, long lineOctetsMax, BareLineBreaks bareLineBreaks) {
    static ContentRules of(SmtpConfig config) {
        return new ContentRules(config.maxMessageSize().octets(), config.maxLineLength(), config.bareLineBreaks());
    }

    /// Of what does not consist of lines (RFC 3030 §3).
    ContentRules binary() {
        return new ContentRules(octetsMax, 0, bareLineBreaks);
    }
}
