package org.postrider.maildir;

import java.util.HexFormat;
import org.postrider.api.store.DeliveryName;

/// The name of a delivery as 64 bits ([org.postrider.storefiles.DeliveryHash]), which its file's name ends with:
/// `MAILID-0123456789abcdef`.
final class DeliveryKey {
    private static final int DIGITS = 16;
    private static final int MAIL_ID_MAX = 40;

    private DeliveryKey() {}

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
