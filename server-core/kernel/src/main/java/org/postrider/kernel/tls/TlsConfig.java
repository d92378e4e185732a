package org.postrider.kernel.tls;

import java.nio.file.Path;
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
        Optional<Path> authorities) {}
