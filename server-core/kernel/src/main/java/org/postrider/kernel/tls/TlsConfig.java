package org.postrider.kernel.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;

/// `<tls>` in `server.xml`.
public record TlsConfig(
        @Option(
                doc = "The certificate and those that lead to its root, in PEM form. Read again when it changes. Where"
                        + " neither it nor the key exists at start, one is made that signs itself.",
                defaultValue = "keys/certificate.pem")
        Path certificate,

        @Option(
                doc = "The certificate's private key, in PEM form (PKCS #8), readable by the server alone.",
                defaultValue = "keys/key.pem")
        Path key,

        @Option(doc = "Certificates of authorities to believe, in PEM form, besides those that Java believes.")
        Optional<Path> authorities,

        @Option(
                doc =
                        "Certificates of the authorities whose certificates log users in (EXTERNAL), in PEM form; for listeners"
                                + " with clientCertificates=\"true\".")
        Optional<Path> clientAuthorities,

        @Option(
                doc = "The versions of TLS that listeners offer, newest first, with commas.",
                defaultValue = "TLSv1.3, TLSv1.2")
        List<String> protocols) {
    public TlsConfig {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("at least one TLS version is needed, such as protocols=\"TLSv1.3\"");
        }
    }
}
