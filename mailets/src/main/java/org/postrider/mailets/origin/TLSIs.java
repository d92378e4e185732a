package org.postrider.mailets.origin;

import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that came over an encrypted connection, or with `no` one that did not: `match="TLSIs=yes"`, `match="TLSIs=no"`.
/// Mail that no client brought matches neither.
final class TLSIs implements MailMatcher {
    private final Config config;

    public TLSIs(Config config) {
        this.config = config;
    }

    /// @param encrypted what is wanted
    record Config(
            @Option(doc = "Whether the connection was encrypted.", defaultValue = "yes")
            Encrypted encrypted) {}

    enum Encrypted {
        YES,
        NO
    }

    // RFC 3848 §1: the keywords ESMTPS, ESMTPSA, LMTPS and LMTPSA say that TLS was used.
    @Override
    public boolean matches(Mail mail) {
        String protocol = mail.origin().protocol().toUpperCase(Locale.ROOT);
        boolean tls = protocol.endsWith("MTPS") || protocol.endsWith("MTPSA");
        return mail.origin().client().isPresent() && tls == (config.encrypted() == Encrypted.YES);
    }
}
