package org.postrider.kernel.login;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.postrider.api.login.CertificateCheck;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;

/// Whom a certificate names: first whom the configuration says, then the `rfc822Name`s of its subjectAltName
/// (RFC 5280 §4.2.1.6). Immutable.
public final class CertificateUsers implements CertificateCheck {
    private static final int RFC822_NAME = 1;

    private final List<CertificateConfig> configured;

    public CertificateUsers(List<CertificateConfig> configured) {
        this.configured = List.copyOf(configured);
    }

    @Override
    public List<MailAddress> users(X509Certificate certificate) {
        List<MailAddress> users = new ArrayList<>();
        try {
            String fingerprint = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            configured.stream()
                    .filter(known -> known.fingerprint().equals(fingerprint))
                    .map(CertificateConfig::user)
                    .forEach(users::add);
            addNames(certificate, users);
        } catch (GeneralSecurityException _) {
            // It names nobody.
        }
        return List.copyOf(users);
    }

    private static void addNames(X509Certificate certificate, List<MailAddress> users)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return;
        }
        for (List<?> name : names) {
            if (name.get(0) instanceof Integer type && type == RFC822_NAME && name.get(1) instanceof String text) {
                try {
                    users.add(MailAddress.parse(text));
                } catch (AddressSyntaxException _) {
                    // Not one of ours.
                }
            }
        }
    }
}
