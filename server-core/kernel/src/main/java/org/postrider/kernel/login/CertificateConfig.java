package org.postrider.kernel.login;

import java.util.Locale;
import org.postrider.api.config.Option;
import org.postrider.api.mail.MailAddress;

/// `<certificate>` in `<login>`.
public record CertificateConfig(
        @Option(
                doc =
                        "SHA-256 of the certificate in hexadecimal digits: openssl x509 -noout -fingerprint -sha256 -in FILE")
        String fingerprint,

        @Option(doc = "Whose certificate it is.") MailAddress user) {
    public CertificateConfig {
        fingerprint = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("the fingerprint of " + user
                    + " must have 64 hexadecimal digits: openssl" + " x509 -noout -fingerprint -sha256 -in FILE");
        }
    }
}
