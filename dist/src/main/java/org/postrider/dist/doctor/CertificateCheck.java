package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.postrider.kernel.tls.TlsConfig;

/// Whether the certificate is valid for a while, for the server's name, and believed by others.
final class CertificateCheck implements Check {
    private static final Duration SOON = Duration.ofDays(21);

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        TlsConfig tls = patient.settings().tls();
        Path file = tls.certificate();
        if (!Files.exists(file)) {
            return List.of(Finding.note(
                    file + " is not there: the first start makes one that signs itself",
                    "put a certificate that clients believe there, with its chain, and its key at " + tls.key()));
        }
        List<X509Certificate> chain = Certificates.read(file);
        List<Finding> findings = new ArrayList<>();
        findings.add(validity(file, chain.getFirst(), patient.clock().instant()));
        findings.add(names(
                file, chain.getFirst(), patient.settings().server().hostname().name()));
        findings.add(belief(file, chain));
        return findings;
    }

    private static Finding validity(Path file, X509Certificate certificate, Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String renew = "renew it and put it at " + file + "; the running server takes it within a second";
        if (now.isBefore(begin)) {
            return Finding.fault(file + " is not valid before " + begin, "see whether the clock is right: date");
        }
        if (!now.isBefore(end)) {
            return Finding.fault(file + " has expired at " + end, renew);
        }
        long days = Duration.between(now, end).toDays();
        return Duration.between(now, end).compareTo(SOON) < 0
                ? Finding.warning(file + " expires in " + days + " days, at " + end, renew)
                : Finding.ok(file + " is valid for " + days + " days, until " + end);
    }

    private static Finding names(Path file, X509Certificate certificate, String host) {
        List<String> names = Certificates.names(certificate);
        return names.stream().anyMatch(name -> Certificates.fits(name, host))
                ? Finding.ok("it is for " + String.join(", ", names))
                : Finding.fault(
                        file + " is not for " + host + " but for " + String.join(", ", names),
                        "get a certificate for " + host + ", or mend <hostname> in server.xml");
    }

    private static Finding belief(Path file, List<X509Certificate> chain) {
        X509Certificate first = chain.getFirst();
        if (first.getIssuerX500Principal().equals(first.getSubjectX500Principal())) {
            return Finding.warning(
                    file + " signs itself: mail programs warn of it, and hosts that check do not send",
                    "get one from an authority such as Let's Encrypt, and put it with its chain at " + file);
        }
        return Certificates.whyNotBelieved(chain)
                .map(why -> Finding.warning(
                        file + " is not believed by Java's authorities: " + why,
                        "put the certificates between it and the authority behind it into the same file (fullchain.pem);"
                                + " leave it where your own authority made it"))
                .orElseGet(() -> Finding.ok(
                        "it is believed: " + first.getIssuerX500Principal().getName()));
    }
}
