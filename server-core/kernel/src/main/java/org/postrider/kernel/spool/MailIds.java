package org.postrider.kernel.spool;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.postrider.api.mail.MailId;

/// Makes ids that sort by time and are never made twice: milliseconds, a counter, and some octets of chance for a clock
/// that was set back.
final class MailIds {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int TIME_DIGITS = 9;
    private static final int COUNTER_DIGITS = 3;
    private static final int CHANCE_DIGITS = 4;
    private static final int COUNTER_MAX = 1 << (5 * COUNTER_DIGITS);

    private final InstantSource clock;
    private final int chance = new SecureRandom().nextInt(1 << (5 * CHANCE_DIGITS));

    /// Guarded by this.
    private long lastMillis;
    /// Guarded by this.
    private int counter;

    MailIds(InstantSource clock) {
        this.clock = clock;
    }

    synchronized MailId next() {
        long now = clock.millis();
        if (now > lastMillis) {
            lastMillis = now;
            counter = 0;
        } else if (++counter == COUNTER_MAX) {
            lastMillis++;
            counter = 0;
        }
        StringBuilder text = new StringBuilder(TIME_DIGITS + COUNTER_DIGITS + CHANCE_DIGITS);
        append(text, lastMillis, TIME_DIGITS);
        append(text, counter, COUNTER_DIGITS);
        append(text, chance, CHANCE_DIGITS);
        return new MailId(text.toString());
    }

    private static void append(StringBuilder text, long value, int digits) {
        for (int shift = 5 * (digits - 1); shift >= 0; shift -= 5) {
            text.append(DIGITS.charAt((int) (value >>> shift) & 31));
        }
    }
}
