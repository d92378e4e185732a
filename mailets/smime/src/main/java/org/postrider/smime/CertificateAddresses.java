package org.postrider.smime;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.MailAddress;

/// For which mail addresses a certificate stands, and who a message says it is from.
final class CertificateAddresses {
    private static final int RFC822_NAME = 1;
    // RFC 2606 §2: belongs to nobody
    private static final MailAddress NOBODY = MailAddress.parse("nobody@author.invalid");

    private CertificateAddresses() {}

    // RFC 8550 §3: rfc822Name of the subjectAltName, or emailAddress of the subject
    static Set<MailAddress> of(X509Certificate certificate) {
        Set<MailAddress> addresses = new LinkedHashSet<>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                for (List<?> name : names) {
                    if (Integer.valueOf(RFC822_NAME).equals(name.get(0))) {
                        parse(String.valueOf(name.get(1))).ifPresent(addresses::add);
                    }
                }
            }
        } catch (CertificateParsingException _) {
            return Set.of();
        }
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        for (RDN name : subject.getRDNs(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
            parse(IETFUtils.valueToString(name.getFirst().getValue())).ifPresent(addresses::add);
        }
        return addresses;
    }

    // RFC 8550 §3: Sender would do too, but it is From that people see. All of From: else a stranger with a certificate
    // of
    // his own could name somebody else beside himself.
    static boolean standsForAuthor(X509Certificate certificate, Headers headers) {
        Set<MailAddress> authors = new LinkedHashSet<>();
        headers.all("From").forEach(value -> addAll(value, authors));
        return !authors.isEmpty() && of(certificate).containsAll(authors);
    }

    private static void addAll(String value, Set<MailAddress> addresses) {
        try {
            for (InternetAddress each : InternetAddress.parseHeader(value, false)) {
                addresses.add(
                        each.getAddress() == null
                                ? NOBODY
                                : parse(each.getAddress()).orElse(NOBODY));
            }
        } catch (AddressException _) {
            // Nobody's certificate stands for what cannot be read.
            addresses.add(NOBODY);
        }
    }

    private static Optional<MailAddress> parse(String text) {
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (AddressSyntaxException _) {
            return Optional.empty();
        }
    }
}
