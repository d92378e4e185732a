package org.postrider.smime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mime.ContentType;
import org.postrider.mime.Downgrade;
import org.postrider.mime.MimeEntity;
import org.postrider.smime.KeyFile.SigningKey;

/// Signs the message (S/MIME, RFC 8551) with the key of whom it is from: the one whose certificate has an address of
/// From
/// or Sender, or the one that `keyAlias` names.
///
/// ```xml
/// <mailet match="IsAuthenticated" class="SMIMESign">
///   <keyStoreFileName>keys/smime.p12</keyStoreFileName><keyStorePassword>changeit</keyStorePassword>
/// </mailet>
/// ```
///
/// With `keyAlias` the server signs in its own name, for whomever. Then mail of the postmaster is signed only with
/// `postmasterSigns`; `rebuildFrom` writes the signer into From, with the sender as the name, since mail programs
/// compare it with the certificate, and the From that was there into Reply-To; `explanationText` goes along as a file.
///
/// Mail for whose author there is no key, and what is signed or encrypted already, goes on as it is. Who may send as
/// whom
/// is the matcher's business: sign what your own users handed in. A mailet that changes the content belongs before it.
final class SMIMESign implements Mailet {
    // RFC 8551 §2.1, RFC 5754 §2.2
    private static final String DIGEST = "SHA256";

    private final Config config;
    private final MailAddress postmaster;
    private final ServerSignature signature;
    private final KeyFile keys;
    private final BouncyCastleProvider provider = new BouncyCastleProvider();

    public SMIMESign(Config config, ServerInfo server) {
        this.config = config;
        this.postmaster = server.postmaster();
        this.signature = new ServerSignature(config.signerName(), config.explanationText());
        this.keys = KeyFile.withKeys(
                config.keyStoreFileName(),
                config.keyStoreType(),
                config.keyStorePassword(),
                config.keyAliasPassword(),
                config.keyAlias());
        keys.keys().forEach(SMIMESign::algorithm);
        if (config.rebuildFrom()
                && ServerSignature.address(keys.keys().getFirst()).isEmpty()) {
            throw new IllegalArgumentException("<rebuildFrom> needs an address, and the certificate of "
                    + config.keyAlias().orElse("") + " has none");
        }
    }

    /// @param keyStoreFileName with private keys
    record Config(
            @Option(doc = "The key store with the private keys and their certificates.")
            Path keyStoreFileName,

            @Option(doc = "The key store's password.") Secret keyStorePassword,

            @Option(doc = "The key store's type, PKCS12 or JKS.", defaultValue = "PKCS12")
            String keyStoreType,

            @Option(doc = "The name of the one key that signs all mail. Without it: the author's.")
            Optional<String> keyAlias,

            @Option(doc = "The keys' password. Without it: the key store's.")
            Optional<Secret> keyAliasPassword,

            @Option(
                    doc =
                            "Whether mail from the postmaster is signed too. Without it: with the postmaster's own key, but"
                                    + " not with that of keyAlias.")
            Optional<Boolean> postmasterSigns,

            @Option(
                    doc = "Whether From names the signer, where keyAlias does; who it was from goes into Reply-To.",
                    defaultValue = "false")
            boolean rebuildFrom,

            @Option(doc = "The signer's name in the explanation. Without it: the certificate's common name.")
            Optional<String> signerName,

            @Option(
                    doc = "What the signature means, added as a file SignatureExplanation.txt. [signerName],"
                            + " [signerAddress], [reversePath] and [headers] are replaced.")
            Optional<String> explanationText) {
        Config {
            if (rebuildFrom && keyAlias.isEmpty()) {
                throw new IllegalArgumentException("<rebuildFrom> is for the one key that <keyAlias> names; without"
                        + " that, the author of a mail is the signer already");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) throws Exception {
        Message message = mail.message();
        MimeEntity root = MimeEntity.parse(message.content());
        Optional<SigningKey> key = isProtected(root.type()) ? Optional.empty() : key(mail);
        if (key.isEmpty()) {
            return new Outcome.Continue(mail);
        }
        // RFC 8551 §3.1.3: what is signed passes every way if it is 7bit
        Optional<Content> plain = Downgrade.to(Downgrade.Level.SEVEN_BIT, message.content());
        if (plain.isEmpty()) {
            return new Outcome.Continue(mail);
        }
        Message sevenBit = Message.of(plain.get());
        Content inner =
                signature.explained(Entities.inner(sevenBit, MimeEntity.parse(sevenBit.content())), mail, key.get());
        Message from = config.rebuildFrom() ? signature.fromSigner(mail, key.get()) : message;
        return new Outcome.Continue(mail.withMessage(
                Entities.outer(from, multipart(inner, signature(inner, key.get())))));
    }

    private static boolean isProtected(ContentType type) {
        return Entities.isPkcs7(type) || type.is("multipart", "signed") || type.is("multipart", "encrypted");
    }

    private Optional<SigningKey> key(Mail mail) {
        boolean ofPostmaster =
                mail.reversePath().address().filter(postmaster::equals).isPresent();
        if (ofPostmaster && !config.postmasterSigns().orElse(config.keyAlias().isEmpty())) {
            return Optional.empty();
        }
        if (config.keyAlias().isPresent()) {
            return Optional.of(keys.keys().getFirst());
        }
        return keys.keys().stream()
                .filter(key -> CertificateAddresses.standsForAuthor(
                        key.certificate(), mail.message().headers()))
                .findFirst();
    }

    private byte[] signature(Content inner, SigningKey key)
            throws CMSException, OperatorCreationException, GeneralSecurityException, IOException {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder()
                        .setProvider(provider)
                        .build())
                .build(
                        new JcaContentSignerBuilder(algorithm(key))
                                .setProvider(provider)
                                .build(key.key()),
                        key.certificate()));
        generator.addCertificates(new JcaCertStore(key.chain()));
        return generator.generate(new Streamed(inner), false).getEncoded();
    }

    private static String algorithm(SigningKey key) {
        return switch (key.key().getAlgorithm()) {
            case "EC", "ECDSA" -> DIGEST + "withECDSA";
            case "RSA" -> DIGEST + "withRSA";
            default ->
                throw new IllegalArgumentException("the key " + key.alias() + " is a key for "
                        + key.key().getAlgorithm() + "; RSA and EC keys sign");
        };
    }

    // RFC 8551 §3.5.3.2
    private static Content multipart(Content inner, byte[] signature) {
        String boundary = "signed-" + HexFormat.of().formatHex(sha256(signature), 0, 16);
        String base64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encodeToString(signature);
        String head = """
                Content-Type: multipart/signed; protocol="application/pkcs7-signature";
                 micalg=sha-256; boundary="%s"

                This is a message that is signed with S/MIME.
                --%s
                """.formatted(boundary, boundary);
        String tail = """

                --%s
                Content-Type: application/pkcs7-signature; name=smime.p7s
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename=smime.p7s

                %s
                --%s--
                """.formatted(boundary, base64, boundary);
        return Content.concat(List.of(ascii(head), inner, ascii(tail)));
    }

    private static Content ascii(String text) {
        return Content.of(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    /// What is signed, read as it is needed.
    private record Streamed(Content content) implements CMSTypedData {
        @Override
        public ASN1ObjectIdentifier getContentType() {
            return CMSObjectIdentifiers.data;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        @Override
        public Object getContent() {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try {
                content.writeTo(octets);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return octets.toByteArray();
        }
    }
}
