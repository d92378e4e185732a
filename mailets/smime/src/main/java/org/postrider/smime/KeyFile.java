package org.postrider.smime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Secret;

/// What a key store holds, read once.
///
/// @param keys private ones with their certificates
/// @param trusted certificates without a key
record KeyFile(List<SigningKey> keys, List<X509Certificate> trusted) {
    /// @param alias its name in the key store
    /// @param chain its certificate first
    record SigningKey(String alias, PrivateKey key, List<X509Certificate> chain) {
        X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    /// @param alias the only key wanted; empty for all
    /// @throws IllegalArgumentException with a sentence where it cannot be read
    static KeyFile read(Path file, String type, Secret password, Optional<Secret> keyPassword, Optional<String> alias) {
        char[] storePassword = password.value().toCharArray();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(in, storePassword);
            char[] forKeys =
                    keyPassword.map(secret -> secret.value().toCharArray()).orElse(storePassword);
            return of(store, forKeys, alias);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key store " + file + " cannot be read as " + type + ": " + e.getMessage()
                            + "; is it there, and are its type and password right?",
                    e);
        }
    }

    private static KeyFile of(KeyStore store, char[] password, Optional<String> wanted)
            throws GeneralSecurityException {
        List<SigningKey> keys = new ArrayList<>();
        List<X509Certificate> trusted = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                if (wanted.isEmpty() || alias.equalsIgnoreCase(wanted.get())) {
                    key(store, alias, password).ifPresent(keys::add);
                }
            } else if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                trusted.add(certificate);
            }
        }
        return new KeyFile(List.copyOf(keys), List.copyOf(trusted));
    }

    private static Optional<SigningKey> key(KeyStore store, String alias, char[] password)
            throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        Certificate[] found = store.getCertificateChain(alias);
        if (!(key instanceof PrivateKey secret) || found == null) {
            return Optional.empty();
        }
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate each : found) {
            if (each instanceof X509Certificate certificate) {
                chain.add(certificate);
            }
        }
        return chain.isEmpty() ? Optional.empty() : Optional.of(new SigningKey(alias, secret, List.copyOf(chain)));
    }

    /// As [#read], and there is a key.
    ///
    /// @throws IllegalArgumentException with a sentence also where there is none
    static KeyFile withKeys(
            Path file, String type, Secret password, Optional<Secret> keyPassword, Optional<String> alias) {
        KeyFile found = read(file, type, password, keyPassword, alias);
        if (found.keys.isEmpty()) {
            throw new IllegalArgumentException("the key store " + file + " has no private key"
                    + alias.map(name -> " named " + name).orElse("") + "; see: keytool -list -keystore " + file);
        }
        return found;
    }
}
