package org.postrider.kernel.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// The TLS contexts of connections to other hosts: one that believes authorities, and one that takes any certificate,
/// for
/// where encryption without proof is better than none (RFC 7435). Immutable.
public final class ClientContexts {
    private final SSLContext verifying;
    private final SSLContext anyCertificate;

    private ClientContexts(SSLContext verifying, SSLContext anyCertificate) {
        this.verifying = verifying;
        this.anyCertificate = anyCertificate;
    }

    /// @throws IOException with a sentence where the authorities cannot be read
    public static ClientContexts open(TlsConfig config) throws IOException {
        try {
            TrustManager[] believed = config.authorities().isEmpty()
                    ? null
                    : trustManagers(config.authorities().get());
            return new ClientContexts(context(believed), context(new TrustManager[] {new AnyCertificate()}));
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    public SSLContext verifying() {
        return verifying;
    }

    public SSLContext anyCertificate() {
        return anyCertificate;
    }

    private static SSLContext context(TrustManager @Nullable [] managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    // Those of the file, and those that Java believes.
    private static TrustManager[] trustManagers(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate certificate : Pem.certificates(file)) {
            store.setCertificateEntry("file-" + number++, certificate);
        }
        for (X509Certificate certificate : javaAuthorities()) {
            store.setCertificateEntry("java-" + number++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static List<X509Certificate> javaAuthorities() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Optional.ofNullable(factory.getTrustManagers()).stream()
                .flatMap(java.util.Arrays::stream)
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> java.util.Arrays.stream(manager.getAcceptedIssuers()))
                .toList();
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
