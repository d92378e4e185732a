package org.postrider.kernel.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.postrider.api.plugin.ServerInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TLS context of the listeners. Thread-safe.
///
/// The files are looked at once a second at most, when somebody shakes hands; changed ones are taken. Where they cannot
/// be read, the certificate from before stays, with an error in the log. TLS sessions are resumed, until then.
public final class ServerContexts {
    private static final Logger LOG = LoggerFactory.getLogger(ServerContexts.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final char[] NO_PASSWORD = new char[0];

    private final TlsConfig config;
    private final InstantSource clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile ServerTls present;
    private volatile Instant lookedAt;
    /// Guarded by `looking`.
    private Stamp stamp;

    private ServerContexts(TlsConfig config, InstantSource clock, Stamp stamp) throws IOException {
        this.config = config;
        this.clock = clock;
        this.stamp = stamp;
        this.present = load(config);
        this.lookedAt = clock.instant();
    }

    /// Reads the certificate, or makes one where there is neither certificate nor key.
    ///
    /// @throws IOException with a sentence that says which file is wrong
    public static ServerContexts open(TlsConfig config, ServerInfo server, InstantSource clock) throws IOException {
        boolean certificate = Files.exists(config.certificate());
        boolean key = Files.exists(config.key());
        if (!certificate && !key) {
            SelfSigned.create(
                    config.certificate(), config.key(), server.hostname().name(), clock.instant());
            LOG.info(
                    "{} was made: a certificate that signs itself. Replace it by one that clients believe.",
                    config.certificate());
        } else if (!certificate || !key) {
            Path there = certificate ? config.certificate() : config.key();
            Path missing = certificate ? config.key() : config.certificate();
            throw new IOException(there + " is there and " + missing + " is not; put both in place, or neither");
        }
        return new ServerContexts(config, clock, Stamp.of(config));
    }

    /// The certificate as it is now, for one handshake.
    public ServerTls current() {
        Instant now = clock.instant();
        // A clock that was set back counts as one that went on.
        if (Duration.between(lookedAt, now).abs().compareTo(LOOK_EVERY) >= 0 && looking.tryLock()) {
            try {
                lookedAt = now;
                reloadWhereChanged();
            } finally {
                looking.unlock();
            }
        }
        return present;
    }

    // Guarded by `looking`.
    private void reloadWhereChanged() {
        try {
            Stamp now = Stamp.of(config);
            if (now.equals(stamp)) {
                return;
            }
            stamp = now;
            present = load(config);
            LOG.info("{} has changed and is in use", config.certificate());
        } catch (IOException e) {
            LOG.error("the changed certificate is not used, the one from before stays: {}", e.getMessage());
        }
    }

    private static ServerTls load(TlsConfig config) throws IOException {
        List<X509Certificate> chain = Pem.certificates(config.certificate());
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey key = Pem.key(config.key(), publicKey.getAlgorithm());
        try {
            checkPair(key, publicKey, config);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust(config), null);
            checkProtocols(config, context);
            return new ServerTls(context, config.protocols());
        } catch (GeneralSecurityException e) {
            throw new IOException(config.certificate() + " cannot be used: " + e.getMessage(), e);
        }
    }

    // Without authorities nobody is believed: where a listener asks for certificates, any would do otherwise that some
    // public authority made.
    private static TrustManager[] trust(TlsConfig config) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, NO_PASSWORD);
        if (config.clientAuthorities().isEmpty()) {
            return new TrustManager[0];
        }
        int number = 0;
        for (X509Certificate authority :
                Pem.certificates(config.clientAuthorities().get())) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    private static void checkPair(PrivateKey key, PublicKey publicKey, TlsConfig config)
            throws GeneralSecurityException, IOException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] words = {1, 2, 3};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(words);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(words);
        if (!signature.verify(signed)) {
            throw new IOException(config.key() + " is not the key of " + config.certificate());
        }
    }

    private static void checkProtocols(TlsConfig config, SSLContext context) throws IOException {
        List<String> known = List.of(context.getSupportedSSLParameters().getProtocols());
        for (String protocol : config.protocols()) {
            if (!known.contains(protocol)) {
                throw new IOException("'" + protocol + "' is no TLS version that Java knows: write TLSv1.3 or TLSv1.2");
            }
        }
    }

    private record Stamp(FileTime certificate, FileTime key, Optional<FileTime> clientAuthorities) {
        static Stamp of(TlsConfig config) throws IOException {
            Path authorities = config.clientAuthorities().orElse(null);
            return new Stamp(
                    Files.getLastModifiedTime(config.certificate()),
                    Files.getLastModifiedTime(config.key()),
                    authorities == null ? Optional.empty() : Optional.of(Files.getLastModifiedTime(authorities)));
        }
    }
}
