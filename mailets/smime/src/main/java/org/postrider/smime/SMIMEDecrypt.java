package org.postrider.smime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.KeyAgreeRecipientInformation;
import org.bouncycastle.cms.KeyTransRecipientInformation;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceKeyAgreeAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.Selector;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;
import org.postrider.smime.KeyFile.SigningKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decrypts a message (S/MIME, RFC 8551) for which the key store has a private key, and notes in an attribute for which
/// certificate it was encrypted.
///
/// ```xml
/// <mailet match="RecipientIs=orders@example.org" class="SMIMEDecrypt">
///   <keyStoreFileName>keys/smime.p12</keyStoreFileName><keyStorePassword>changeit</keyStorePassword>
/// </mailet>
/// ```
///
/// What is not encrypted, or for others, or damaged, goes on as it is, without the attribute. Both forms are read:
/// enveloped-data (AES-CBC, 3DES) and authEnveloped-data (AES-GCM).
final class SMIMEDecrypt implements Mailet {
    private static final Logger LOG = LoggerFactory.getLogger(SMIMEDecrypt.class);

    private final Config config;
    private final KeyFile keys;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    public SMIMEDecrypt(Config config) {
        this.config = config;
        this.keys = KeyFile.withKeys(
                config.keyStoreFileName(),
                config.keyStoreType(),
                config.keyStorePassword(),
                config.keyAliasPassword(),
                config.keyAlias());
    }

    /// @param keyStoreFileName with private keys
    record Config(
            @Option(doc = "The key store with the private keys and their certificates.")
            Path keyStoreFileName,

            @Option(doc = "The key store's password.") Secret keyStorePassword,

            @Option(doc = "The key store's type, PKCS12 or JKS.", defaultValue = "PKCS12")
            String keyStoreType,

            @Option(doc = "The name of the one key to be used. Without it: all of them.")
            Optional<String> keyAlias,

            @Option(doc = "The keys' password. Without it: the key store's.")
            Optional<Secret> keyAliasPassword,

            @Option(
                    doc = "The attribute that tells for whom it was encrypted: the certificate's subject.",
                    defaultValue = "smime.decrypted")
            String mailAttribute) {}

    @Override
    public Outcome service(Mail mail) throws IOException {
        Mail unmarked = mail.withoutAttribute(config.mailAttribute());
        Content content = mail.message().content();
        MimeEntity root = MimeEntity.parse(content);
        if (!Entities.isPkcs7(root.type())) {
            return new Outcome.Continue(unmarked);
        }
        try {
            return new Outcome.Continue(decrypted(unmarked, Entities.decoded(root, content)));
        } catch (CMSException | IOException | RuntimeException e) {
            // Strangers send it: what cannot be read is no fault of ours.
            LOG.info("{} cannot be decrypted and goes on as it is: {}", mail.id(), e.toString());
            return new Outcome.Continue(unmarked);
        }
    }

    private Mail decrypted(Mail mail, byte[] der) throws CMSException, IOException {
        ContentInfo info = ContentInfo.getInstance(der);
        ASN1ObjectIdentifier type = info.getContentType();
        boolean authenticated = type.equals(CMSObjectIdentifiers.authEnvelopedData);
        if (!authenticated && !type.equals(CMSObjectIdentifiers.envelopedData)) {
            return mail;
        }
        RecipientInformationStore recipients = authenticated
                ? new CMSAuthEnvelopedData(info).getRecipientInfos()
                : new CMSEnvelopedData(info).getRecipientInfos();
        for (SigningKey key : keys.keys()) {
            for (RecipientInformation recipient : recipients.getRecipients()) {
                if (isFor(recipient, key)) {
                    byte[] clear = recipient.getContent(way(recipient, key, authenticated));
                    Message message = Entities.outer(mail.message(), Entities.unwrapped(Content.of(clear)));
                    return mail.withMessage(message)
                            .withAttribute(
                                    config.mailAttribute(),
                                    key.certificate().getSubjectX500Principal().getName());
                }
            }
        }
        return mail;
    }

    private static boolean isFor(RecipientInformation recipient, SigningKey key) throws IOException {
        try {
            @SuppressWarnings("unchecked") // Bouncy Castle's own type says less than it does.
            Selector<X509CertificateHolder> its = recipient.getRID();
            return its.match(new JcaX509CertificateHolder(key.certificate()));
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IOException("the certificate " + key.alias() + " cannot be encoded", e);
        }
    }

    private Recipient way(RecipientInformation recipient, SigningKey key, boolean authenticated) throws CMSException {
        return switch (recipient) {
            case KeyTransRecipientInformation _ ->
                authenticated
                        ? new JceKeyTransAuthEnvelopedRecipient(key.key()).setProvider(provider)
                        : new JceKeyTransEnvelopedRecipient(key.key()).setProvider(provider);
            case KeyAgreeRecipientInformation _ ->
                authenticated
                        ? new JceKeyAgreeAuthEnvelopedRecipient(key.key()).setProvider(provider)
                        : new JceKeyAgreeEnvelopedRecipient(key.key()).setProvider(provider);
            default -> throw new CMSException("it is encrypted in a way that is not known here");
        };
    }
}
