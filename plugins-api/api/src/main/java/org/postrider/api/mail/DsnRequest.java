package org.postrider.api.mail;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What the sender asked to be told of one recipient (RFC 3461 §4.1, §4.2).
///
/// @param notifyOn empty where NOTIFY was not given: failures (and delays) are reported
/// @param originalRecipient the value of ORCPT as given, `addr-type;xtext`
public record DsnRequest(Set<Notify> notifyOn, Optional<String> originalRecipient) {
    /// Nothing asked: failures are reported.
    public static final DsnRequest DEFAULT = new DsnRequest(Set.of(), Optional.empty());

    public DsnRequest {
        notifyOn = notifyOn.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(notifyOn));
        if (notifyOn.contains(Notify.NEVER) && notifyOn.size() > 1) {
            throw new IllegalArgumentException("NOTIFY=NEVER stands alone");
        }
    }

    /// True where a report is due on failure.
    public boolean onFailure() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.FAILURE);
    }

    /// The values of NOTIFY (RFC 3461 §4.1).
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }
}
