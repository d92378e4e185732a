package org.postrider.kernel.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.postrider.api.net.ChannelBinding;

/// What a TLS session says about its two ends.
final class ChannelBindings {
    // RFC 9266 §4.1: the label, no context, 32 octets.
    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";
    private static final int EXPORTER_OCTETS = 32;

    private ChannelBindings() {}

    static Optional<byte[]> of(SSLSession session, ChannelBinding type) {
        return switch (type) {
            case TLS_EXPORTER -> exporter(session);
            case TLS_SERVER_END_POINT -> endPoint(session);
        };
    }

    /// The peer's certificates; empty where it showed none.
    static List<X509Certificate> peer(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates()).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
    }

    // RFC 9266 §2: before TLS 1.3 it is unique only with the extended master secret, of which JSSE does not tell.
    private static Optional<byte[]> exporter(SSLSession session) {
        if (!session.getProtocol().equals("TLSv1.3") || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(extended.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER_OCTETS));
        } catch (SSLException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    // RFC 5929 §4.1: the certificate's hash by the function of its signature, or SHA-256 where that is too weak.
    private static Optional<byte[]> endPoint(SSLSession session) {
        Certificate[] own = session.getLocalCertificates();
        if (own == null || own.length == 0 || !(own[0] instanceof X509Certificate certificate)) {
            return Optional.empty();
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = signature.indexOf("WITH");
        if (with < 0) {
            // RFC 5929 §4.1: undefined where the signature names no single hash (Ed25519).
            return Optional.empty();
        }
        String hash = signature.substring(0, with);
        try {
            return Optional.of(MessageDigest.getInstance(strong(hash)).digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException _) {
            return Optional.empty();
        }
    }

    private static String strong(String hash) {
        return switch (hash) {
            case "MD5", "SHA1" -> "SHA-256";
            default -> hash.startsWith("SHA3") ? hash : hash.replaceFirst("^SHA-?", "SHA-");
        };
    }
}
