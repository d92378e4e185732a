package org.postrider.api.login;

import java.security.cert.X509Certificate;
import java.util.List;
import org.postrider.api.mail.MailAddress;

/// Says whom a client's certificate names. Thread-safe.
@FunctionalInterface
public interface CertificateCheck {
    /// @param certificate whose authority is believed
    /// @return the users it may be, the likeliest first; there need not be such accounts
    List<MailAddress> users(X509Certificate certificate);
}
