package org.postrider.kernel.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes PEM (RFC 7468).
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");
    private static final long OCTETS_MAX = 1024 * 1024;

    private Pem() {}

    /// @throws IOException with a sentence
    static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            if (matcher.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(file, octets(matcher.group(2), file)));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " has no certificate: it needs -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    /// @param algorithm of the certificate's public key
    /// @throws IOException with a sentence
    static PrivateKey key(Path file, String algorithm) throws IOException {
        Matcher matcher = BLOCK.matcher(text(file));
        while (matcher.find()) {
            if (matcher.group(1).equals("PRIVATE KEY")) {
                try {
                    return KeyFactory.getInstance(algorithm)
                            .generatePrivate(new PKCS8EncodedKeySpec(octets(matcher.group(2), file)));
                } catch (GeneralSecurityException e) {
                    throw new IOException(
                            file + " is no key of the kind that the certificate has (" + algorithm + ")", e);
                }
            }
            if (matcher.group(1).endsWith("PRIVATE KEY")) {
                throw new IOException(file + " has a key in another form (" + matcher.group(1)
                        + "); turn it into PKCS #8: openssl pkcs8 -topk8 -nocrypt -in " + file + " -out NEW");
            }
        }
        throw new IOException(file + " has no key: it needs -----BEGIN PRIVATE KEY-----");
    }

    static String text(String type, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static X509Certificate certificate(Path file, byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IOException(file + " has a certificate that cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > OCTETS_MAX) {
            throw new IOException(file + " is too large for a certificate or key");
        }
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String base64, Path file) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no PEM file: " + e.getMessage(), e);
        }
    }
}
