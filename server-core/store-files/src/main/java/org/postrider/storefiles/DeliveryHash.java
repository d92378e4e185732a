package org.postrider.storefiles;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.postrider.api.store.DeliveryName;

/// The name of a delivery as 64 bits.
public final class DeliveryHash {
    private DeliveryHash() {}

    /// Never 0; the same for ever, because files carry it.
    public static long of(DeliveryName delivery) {
        String text = delivery.mail() + "\n"
                + AccountNames.fold(delivery.recipient().localPart()) + "@"
                + delivery.recipient().domain().name();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            long key = ByteBuffer.wrap(hash).getLong();
            return key == 0 ? 1 : key;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
