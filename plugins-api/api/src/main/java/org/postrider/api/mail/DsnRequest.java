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

    /// True where a report is due on delay: nothing was asked, or this (RFC 3461 §4.1).
    public boolean onDelay() {
        return notifyOn.isEmpty() || notifyOn.contains(Notify.DELAY);
    }

    /// True where a report is due on success.
    public boolean onSuccess() {
        return notifyOn.contains(Notify.SUCCESS);
    }

    /// For those that a recipient stands for, when its own success has been reported: the same without SUCCESS.
    public DsnRequest withoutSuccess() {
        if (!onSuccess()) {
            return this;
        }
        Set<Notify> rest = EnumSet.copyOf(notifyOn);
        rest.remove(Notify.SUCCESS);
        // Empty would ask for reports of failures, which was not asked.
        return new DsnRequest(rest.isEmpty() ? Set.of(Notify.NEVER) : rest, originalRecipient);
    }

    /// The same, of the recipient as the sender gave it, where he gave no ORCPT (RFC 3461 §5.2.1).
    public DsnRequest withOriginalRecipient(String typeAndXtext) {
        return originalRecipient.isPresent() ? this : new DsnRequest(notifyOn, Optional.of(typeAndXtext));
    }

    /// The values of NOTIFY (RFC 3461 §4.1).
    public enum Notify {
        NEVER,
        SUCCESS,
        FAILURE,
        DELAY
    }
}
