package org.postrider.maildir;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.postrider.api.store.DeliveryName;

/// The name of a delivery as 64 bits, which its file's name ends with: `MAILID-0123456789abcdef`.
final class DeliveryKey {
    private static final int DIGITS = 16;
    private static final int MAIL_ID_MAX = 40;

    private DeliveryKey() {}

    /// Never 0; the same for ever, because files carry it.
    static long of(DeliveryName delivery) {
        String text = delivery.mail() + "\n"
                + FileNames.fold(delivery.recipient().localPart()) + "@"
                + delivery.recipient().domain().name();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long key = ByteBuffer.wrap(hash).getLong();
            return key == 0 ? 1 : key;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// What stands for the delivery in a file's name. The mail's id is there for people who look for it.
    static String unique(DeliveryName delivery, long key) {
        String id = delivery.mail().value();
        return id.substring(0, Math.min(id.length(), MAIL_ID_MAX)) + "-"
                + HexFormat.of().toHexDigits(key);
    }

    /// The key that a file's name carries, or 0.
    static long in(MessageFile file) {
        String base = file.base();
        int start = base.indexOf('.');
        int end = base.indexOf('.', start + 1);
        if (start < 0 || end - start - 1 <= DIGITS || base.charAt(end - DIGITS - 1) != '-') {
            return 0;
        }
        for (int i = end - DIGITS; i < end; i++) {
            if (!HexFormat.isHexDigit(base.charAt(i))) {
                return 0;
            }
        }
        return HexFormat.fromHexDigitsToLong(base, end - DIGITS, end);
    }
}
