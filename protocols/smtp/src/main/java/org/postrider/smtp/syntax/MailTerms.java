package org.postrider.smtp.syntax;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.api.mail.DeliverBy;

/// What MAIL says that is for this host alone, or counts from now.
///
/// @param size as declared (RFC 1870 §3)
/// @param holdFor HOLDFOR (RFC 4865 §4)
/// @param holdUntil HOLDUNTIL (RFC 4865 §4)
/// @param by BY (RFC 2852 §4)
/// @param solicitations the classes of SOLICIT (RFC 3865 §2.4), as given
public record MailTerms(
        OptionalLong size,
        Optional<Duration> holdFor,
        Optional<Instant> holdUntil,
        Optional<By> by,
        List<String> solicitations) {
    public static final MailTerms NONE =
            new MailTerms(OptionalLong.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public MailTerms {
        solicitations = List.copyOf(solicitations);
    }

    MailTerms withSize(long octets) {
        return new MailTerms(OptionalLong.of(octets), holdFor, holdUntil, by, solicitations);
    }

    MailTerms withHoldFor(Duration value) {
        return new MailTerms(size, Optional.of(value), holdUntil, by, solicitations);
    }

    MailTerms withHoldUntil(Instant value) {
        return new MailTerms(size, holdFor, Optional.of(value), by, solicitations);
    }

    MailTerms withBy(By value) {
        return new MailTerms(size, holdFor, holdUntil, Optional.of(value), solicitations);
    }

    MailTerms withSolicitations(List<String> value) {
        return new MailTerms(size, holdFor, holdUntil, by, value);
    }

    /// @param time from now on; not positive where it is over already
    public record By(Duration time, DeliverBy.Mode mode, boolean trace) {}
}
