package org.postrider.api.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Message;

/// The stable ids of a message (RFC 8474): 1 to 64 of `A-Z a-z 0-9 _ -`.
///
/// Both are made of the message's octets alone. So they are the same in every mailbox that a message is copied or moved
/// to, after an index was lost, on another server to which the mail was taken, and never change.
///
/// @param emailId the same for messages with the same octets (RFC 8474 §5.1)
/// @param threadId the same for messages that name the same first message in `References`, else in `In-Reply-To`, and
///     for that message (RFC 8474 §5.2)
public record ObjectIds(String emailId, String threadId) {
    /// Keeps them beside each message.
    public static final DerivedField FIELD = new Field();

    private static final int DIGEST_OCTETS = 20;
    private static final Pattern MESSAGE_ID = Pattern.compile("<([^<>]{1,900})>");

    /// Those of a message in a mailbox.
    ///
    /// @throws StoreException NOT_FOUND where the message is gone
    public static ObjectIds of(Mailbox mailbox, long uid) throws StoreException {
        String[] ids = new String(mailbox.derived(uid, FIELD), StandardCharsets.US_ASCII).split(" ");
        return new ObjectIds(ids[0], ids[1]);
    }

    /// @throws IOException where the content cannot be read
    public static ObjectIds of(Content content) throws IOException {
        MessageDigest digest = sha256();
        try (DigestOutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            content.writeTo(out);
        }
        String octets = hex(digest);
        return new ObjectIds("E" + octets, "T" + root(content).orElse(octets));
    }

    private static Optional<String> root(Content content) throws IOException {
        Headers headers;
        try {
            headers = Message.of(content).headers();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (String field : new String[] {"References", "In-Reply-To", "Message-ID"}) {
            // RFC 5256 §3: the first id that References has is that of the message which began it all
            for (String value : headers.all(field)) {
                Matcher id = MESSAGE_ID.matcher(value);
                if (id.find()) {
                    MessageDigest digest = sha256();
                    digest.update(id.group(1).replaceAll("\\s", "").getBytes(StandardCharsets.UTF_8));
                    return Optional.of(hex(digest));
                }
            }
        }
        return Optional.empty();
    }

    // RFC 8474 §7: ids that differ by case alone trouble some clients
    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest(), 0, DIGEST_OCTETS);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// As the store keeps them: both, with a space between.
    public static final class Field implements DerivedField {
        @Override
        public String name() {
            return "object-ids-1";
        }

        @Override
        public byte[] derive(Content content) throws IOException {
            ObjectIds ids = of(content);
            return (ids.emailId + " " + ids.threadId).getBytes(StandardCharsets.US_ASCII);
        }
    }
}
