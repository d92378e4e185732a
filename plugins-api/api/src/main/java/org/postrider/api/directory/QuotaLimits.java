package org.postrider.api.directory;

import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.api.config.ByteSize;
import org.postrider.api.store.Quota;

/// The limits that one place of the configuration names: an empty one is left to a wider place, 0 is for no limit.
public record QuotaLimits(Optional<ByteSize> storage, Optional<Long> messages, Optional<Long> mailboxes) {
    public static final QuotaLimits NONE = new QuotaLimits(Optional.empty(), Optional.empty(), Optional.empty());

    public QuotaLimits {
        if (messages.orElse(0L) < 0 || mailboxes.orElse(0L) < 0) {
            throw new IllegalArgumentException("a quota is a number from 0, which is for no limit");
        }
    }

    /// Where this says nothing, what `wider` says.
    public QuotaLimits or(QuotaLimits wider) {
        return new QuotaLimits(
                storage.or(wider::storage), messages.or(wider::messages), mailboxes.or(wider::mailboxes));
    }

    /// With nothing wider that could say more.
    public Quota quota() {
        return new Quota(limit(storage.map(ByteSize::octets)), limit(messages), limit(mailboxes));
    }

    /// Limits that leave nothing to a wider place.
    public static QuotaLimits of(Quota quota) {
        return new QuotaLimits(
                Optional.of(new ByteSize(quota.octets().orElse(0))),
                Optional.of(quota.messages().orElse(0)),
                Optional.of(quota.mailboxes().orElse(0)));
    }

    private static OptionalLong limit(Optional<Long> number) {
        long value = number.orElse(0L);
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
