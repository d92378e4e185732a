package org.postrider.api.store;

import java.util.OptionalLong;

/// How much an account may hold (RFC 9208 §5); where a limit is empty, as much as it likes.
///
/// @param octets of all messages (`STORAGE`)
/// @param messages how many, in all mailboxes (`MESSAGE`)
/// @param mailboxes how many, INBOX among them (`MAILBOX`)
public record Quota(OptionalLong octets, OptionalLong messages, OptionalLong mailboxes) {
    /// No limit at all.
    public static final Quota NONE = new Quota(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    public Quota {
        if (octets.orElse(1) < 1 || messages.orElse(1) < 1 || mailboxes.orElse(1) < 1) {
            throw new IllegalArgumentException("a limit is at least 1");
        }
    }

    public boolean isNone() {
        return octets.isEmpty() && messages.isEmpty() && mailboxes.isEmpty();
    }

    /// Whether that much is within all limits.
    public boolean holds(Usage usage) {
        return usage.octets() <= octets.orElse(Long.MAX_VALUE)
                && usage.messages() <= messages.orElse(Long.MAX_VALUE)
                && usage.mailboxes() <= mailboxes.orElse(Long.MAX_VALUE);
    }

    /// How full it is, from 0 up: the limit that is nearest, or exceeded most, counts.
    public double fullness(Usage usage) {
        double octetsUsed = usage.octets() / (double) octets.orElse(Long.MAX_VALUE);
        double messagesUsed = usage.messages() / (double) messages.orElse(Long.MAX_VALUE);
        return Math.max(octetsUsed, messagesUsed);
    }
}
