package org.postrider.smime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessable;
import org.bouncycastle.cms.CMSSignedData;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Checks the signature of a message (S/MIME, RFC 8551) and notes in an attribute what it found: `trusted`, `untrusted`
/// or
/// `bad`.
///
/// ```xml
/// <mailet match="All" class="SMIMECheckSignature"><strip>true</strip></mailet>
/// ```
///
/// `trusted`: the signature is right, its certificate comes from an authority that is trusted and is made for mail, and
/// stands for the author (From). `untrusted`: the signature is right, and that is all. `bad`: it is not
/// right, or
/// cannot be read. A message without a signature gets no attribute. Who signed is in a second attribute, with `.signer`
/// behind its name: the certificates' subjects, between semicolons. Whether a certificate was revoked is not asked.
final class SMIMECheckSignature implements Mailet {
    private static final Logger LOG = LoggerFactory.getLogger(SMIMECheckSignature.class);
    private static final String SIGNER = ".signer";

    private final Config config;
    private final Signers signers;

    public SMIMECheckSignature(Config config) {
        this.config = config;
        this.signers = new Signers(config.keyStoreFileName()
                .map(file -> anchors(file, config))
                .orElseGet(SMIMECheckSignature::anchorsOfJava));
    }

    /// @param keyStoreFileName with trusted certificates
    record Config(
            @Option(doc = "The key store with the certificates that are trusted. Without it: those that Java trusts.")
            Optional<Path> keyStoreFileName,

            @Option(doc = "The key store's password.") Optional<Secret> keyStorePassword,

            @Option(doc = "The key store's type, PKCS12 or JKS.", defaultValue = "PKCS12")
            String keyStoreType,

            @Option(
                    doc =
                            "Whether a signature that is right is taken off: what was signed stays. It can then be checked by"
                                    + " nobody else.",
                    defaultValue = "false")
            boolean strip,

            @Option(doc = "Whether only a trusted signature is taken off.", defaultValue = "true")
            boolean onlyTrusted,

            @Option(doc = "The attribute with what was found.", defaultValue = "smime.signature")
            String mailAttribute) {}

    private static Set<TrustAnchor> anchors(Path file, Config config) {
        KeyFile store = KeyFile.read(
                file,
                config.keyStoreType(),
                config.keyStorePassword().orElse(new Secret("")),
                Optional.empty(),
                Optional.of(""));
        if (store.trusted().isEmpty()) {
            throw new IllegalArgumentException("the key store " + file
                    + " has no trusted certificate; add one with: keytool -importcert -keystore " + file);
        }
        return store.trusted().stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<TrustAnchor> anchorsOfJava() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            Set<TrustAnchor> anchors = new HashSet<>();
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager manager) {
                    for (X509Certificate certificate : manager.getAcceptedIssuers()) {
                        anchors.add(new TrustAnchor(certificate, null));
                    }
                }
            }
            return Set.copyOf(anchors);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificates that Java trusts cannot be read", e);
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Mail unmarked = mail.withoutAttribute(config.mailAttribute()).withoutAttribute(config.mailAttribute() + SIGNER);
        Content content = mail.message().content();
        MimeEntity root = MimeEntity.parse(content);
        try {
            Optional<Signed> signed = signed(root, content);
            return new Outcome.Continue(signed.isPresent() ? checked(unmarked, signed.get()) : unmarked);
        } catch (CMSException | IOException | RuntimeException e) {
            // Strangers send it: what cannot be read is no fault of ours.
            LOG.info("The signature of {} is bad: {}", mail.id(), e.toString());
            return new Outcome.Continue(unmarked.withAttribute(config.mailAttribute(), "bad"));
        }
    }

    /// @param entity what was signed
    private record Signed(CMSSignedData data, Content entity) {}

    private static Optional<Signed> signed(MimeEntity root, Content content) throws CMSException, IOException {
        if (Entities.isDetachedSignature(root)) {
            Content entity = root.children().get(0).whole(content);
            byte[] signature = Entities.decoded(root.children().get(1), content);
            return Optional.of(new Signed(new CMSSignedData(new Streamed(entity), signature), entity));
        }
        if (!Entities.isPkcs7(root.type())) {
            return Optional.empty();
        }
        ContentInfo info = ContentInfo.getInstance(Entities.decoded(root, content));
        if (!CMSObjectIdentifiers.signedData.equals(info.getContentType())) {
            return Optional.empty();
        }
        CMSSignedData data = new CMSSignedData(info);
        return data.getSignedContent() != null && data.getSignedContent().getContent() instanceof byte[] octets
                ? Optional.of(new Signed(data, Content.of(octets)))
                : Optional.empty();
    }

    private Mail checked(Mail mail, Signed signed) throws CMSException, IOException {
        List<X509Certificate> certificates = signers.verified(signed.data());
        boolean trusted = certificates.stream()
                .allMatch(certificate -> signers.isTrusted(
                                certificate, signed.data(), mail.origin().receivedAt())
                        && CertificateAddresses.standsForAuthor(
                                certificate, mail.message().headers()));
        String names = certificates.stream()
                .map(certificate -> certificate.getSubjectX500Principal().getName())
                .collect(Collectors.joining("; "));
        Mail marked = mail.withAttribute(config.mailAttribute(), trusted ? "trusted" : "untrusted")
                .withAttribute(config.mailAttribute() + SIGNER, names);
        return config.strip() && (trusted || !config.onlyTrusted())
                ? marked.withMessage(Entities.outer(mail.message(), Entities.unwrapped(signed.entity())))
                : marked;
    }

    /// What was signed, read as it is needed.
    private record Streamed(Content content) implements CMSProcessable {
        @Override
        public void write(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        @Override
        public @Nullable Object getContent() {
            return null;
        }
    }
}
