package org.postrider.api.mail;

import java.util.Optional;

/// Who is told of trouble: the argument of MAIL FROM (RFC 5321 §4.1.1.2), an address or null (`<>`).
///
/// @param address empty for the null reverse-path, which notifications have so that they cause no others
public record ReversePath(Optional<MailAddress> address) {
    public static final ReversePath NULL = new ReversePath(Optional.empty());

    public static ReversePath of(MailAddress address) {
        return new ReversePath(Optional.of(address));
    }

    public boolean isNull() {
        return address.isEmpty();
    }

    /// With its angle brackets, as in MAIL FROM and Return-Path.
    @Override
    public String toString() {
        return "<" + address.map(MailAddress::toString).orElse("") + ">";
    }
}
