package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.postrider.api.config.HostPort;
import org.postrider.kernel.boot.HomeSettings.Encryption;
import org.postrider.kernel.boot.HomeSettings.Listener;
import org.postrider.kernel.tls.ClientContexts;

/// Whether the running server shows the certificate that is in the file.
final class ServedCertificateCheck implements Check {
    @Override
    public String name() {
        return "TLS";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        Path file = patient.settings().tls().certificate();
        if (patient.status().isEmpty() || !Files.exists(file)) {
            return List.of();
        }
        X509Certificate own = Certificates.read(file).getFirst();
        for (Listener listener : patient.settings().listeners()) {
            for (HostPort bind : listener.bind()) {
                if (listener.encryption() == Encryption.IMPLICIT && !bind.isPath() && bind.portOr(0) != 0) {
                    // All listeners have the same certificate: one tells.
                    return List.of(examine(listener, bind, own, patient));
                }
            }
        }
        return List.of();
    }

    private static Finding examine(Listener listener, HostPort bind, X509Certificate own, Patient patient)
            throws IOException {
        String host = patient.settings().server().hostname().name();
        SSLContext context = ClientContexts.open(patient.settings().tls()).anyCertificate();
        try (var plain = Sockets.connect(Sockets.near(bind), patient.patience());
                SSLSocket tls =
                        (SSLSocket) context.getSocketFactory().createSocket(plain, host, bind.portOr(0), true)) {
            tls.startHandshake();
            Certificate shown = tls.getSession().getPeerCertificates()[0];
            String what = listener.name() + " on " + bind + " speaks "
                    + tls.getSession().getProtocol() + " with "
                    + tls.getSession().getCipherSuite();
            return shown.equals(own)
                    ? Finding.ok(what)
                    : Finding.fault(
                            what + ", but shows another certificate than the file has",
                            "see log/postrider.log for why the changed file is not taken; a key must belong to it");
        } catch (IOException e) {
            return Finding.fault(
                    listener.name() + " on " + bind + " does not come to TLS: " + e.getMessage(),
                    "see log/postrider.log for the reason");
        }
    }
}
