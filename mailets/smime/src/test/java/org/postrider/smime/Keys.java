package org.postrider.smime;

import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority and the keys of people, made for a test.
final class Keys {
    static final String PASSWORD = "changeit";
    private static final Date FROM = Date.from(Instant.parse("2020-01-01T00:00:00Z"));
    private static final Date UNTIL = Date.from(Instant.parse("2120-01-01T00:00:00Z"));

    private final Path folder;
    private final KeyPair authorityKey;
    private final X509Certificate authority;
    private int serial = 1;

    Keys(Path folder) throws Exception {
        this.folder = folder;
        this.authorityKey = pair("EC");
        X500Name name = new X500Name("CN=Test Authority");
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(name, BigInteger.ONE, FROM, UNTIL, name, authorityKey.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.authority = signed(builder);
    }

    /// A key of somebody's, and its certificate from the authority.
    record Person(String address, PrivateKey key, X509Certificate certificate) {}

    Person person(String address, String algorithm) throws Exception {
        KeyPair pair = pair(algorithm);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Name("CN=Test Authority"),
                BigInteger.valueOf(++serial),
                FROM,
                UNTIL,
                new X500Name("CN=" + address.substring(0, address.indexOf('@'))),
                pair.getPublic());
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.rfc822Name, address)));
        builder.addExtension(
                Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
        return new Person(address, pair.getPrivate(), signed(builder));
    }

    /// A key store of people.
    Path store(Person... people) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (Person person : people) {
            store.setKeyEntry(
                    person.address(), person.key(), PASSWORD.toCharArray(), new Certificate[] {person.certificate()});
        }
        return written("people", store);
    }

    /// A key store that trusts the authority.
    Path trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", authority);
        return written("trust", store);
    }

    /// The authority's certificate, as openssl reads it.
    Path authorityPem() throws Exception {
        return pem("authority", "CERTIFICATE", authority.getEncoded());
    }

    static Path certificatePem(Keys keys, Person person) throws Exception {
        return keys.pem("certificate", "CERTIFICATE", person.certificate().getEncoded());
    }

    static Path keyPem(Keys keys, Person person) throws Exception {
        return keys.pem("key", "PRIVATE KEY", person.key().getEncoded());
    }

    private Path pem(String name, String label, byte[] der) throws Exception {
        Path file = Files.createTempFile(folder, name, ".pem");
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    private Path written(String name, KeyStore store) throws Exception {
        Path file = Files.createTempFile(folder, name, ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private X509Certificate signed(JcaX509v3CertificateBuilder builder) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate())));
    }

    private static KeyPair pair(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        return generator.generateKeyPair();
    }
}
