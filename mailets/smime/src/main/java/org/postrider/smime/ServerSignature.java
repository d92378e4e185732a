package org.postrider.smime;

import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.smime.KeyFile.SigningKey;

/// What a server that signs in its own name adds: who it is, and what its signature means. Immutable.
///
/// @param name of the signer as people see it; empty for the name in the certificate
/// @param explanation a text in which `[signerName]`, `[signerAddress]`, `[reversePath]` and `[headers]` are replaced
record ServerSignature(Optional<String> name, Optional<String> explanation) {
    private static final String FILE = "SignatureExplanation.txt";

    /// The address for which the key stands.
    static Optional<MailAddress> address(SigningKey key) {
        return CertificateAddresses.of(key.certificate()).stream().findFirst();
    }

    private String name(SigningKey key) {
        return name.orElseGet(() -> {
            X500Name subject = X500Name.getInstance(
                    key.certificate().getSubjectX500Principal().getEncoded());
            RDN[] names = subject.getRDNs(BCStyle.CN);
            return names.length == 0
                    ? key.alias()
                    : IETFUtils.valueToString(names[0].getFirst().getValue());
        });
    }

    /// The message from the signer, with the sender's address as its name, and answers to whom it was from.
    Message fromSigner(Mail mail, SigningKey key) {
        Message message = mail.message();
        Optional<MailAddress> address = address(key);
        if (address.isEmpty()) {
            return message;
        }
        Headers headers = message.headers();
        if (headers.first("Reply-To").isEmpty() && headers.first("From").isPresent()) {
            headers = headers.set(
                    HeaderField.of("Reply-To", headers.first("From").get().strip()));
        }
        return message.withHeaders(headers.set(HeaderField.of("From", from(address.get(), sender(mail)))));
    }

    private static String from(MailAddress address, String name) {
        try {
            return new InternetAddress(address.toString(), name, StandardCharsets.UTF_8.name()).toString();
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("each JDK has UTF-8", e);
        }
    }

    private static String sender(Mail mail) {
        return mail.reversePath().address().map(MailAddress::toString).orElse("");
    }

    /// What is signed, together with the explanation where there is one.
    Content explained(Content inner, Mail mail, SigningKey key) throws IOException {
        if (explanation.isEmpty()) {
            return inner;
        }
        String text = explanation
                .get()
                .replace("[signerName]", name(key))
                .replace(
                        "[signerAddress]",
                        address(key).map(MailAddress::toString).orElse(""))
                .replace("[reversePath]", sender(mail))
                .replace("[headers]", new String(mail.message().headers().octets(), StandardCharsets.UTF_8));
        String boundary = "explained-" + HexFormat.of().formatHex(sha256(inner), 0, 16);
        String base64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'})
                .encodeToString(text.replaceAll("\r?\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        String head = "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n";
        String tail = "\r\n--" + boundary + "\r\nContent-Type: text/plain; charset=utf-8; name=" + FILE
                + "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=" + FILE
                + "\r\n\r\n" + base64 + "\r\n--" + boundary + "--\r\n";
        return Content.concat(List.of(ascii(head), inner, ascii(tail)));
    }

    // A boundary made of it does not stand in it.
    private static byte[] sha256(Content content) throws IOException {
        try (DigestOutputStream digest =
                new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            content.writeTo(digest);
            return digest.getMessageDigest().digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }

    private static Content ascii(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
