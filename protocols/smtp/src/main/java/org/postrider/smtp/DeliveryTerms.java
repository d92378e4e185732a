package org.postrider.smtp;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.MailParameters;
import org.postrider.smtp.syntax.CommandRefusedException;
import org.postrider.smtp.syntax.MailTerms;

/// When a client may say that its mail is to be delivered: not before, not after, before others. For users and trusted
/// networks; a stranger's mail waits its turn like everybody's. Confined to the session thread.
final class DeliveryTerms {
    private final SmtpServer server;

    DeliveryTerms(SmtpServer server) {
        this.server = server;
    }

    /// The lines of the reply to EHLO.
    List<String> lines(Client client) {
        List<String> lines = new ArrayList<>();
        if (mayHold()) {
            // RFC 4865 §3: the most seconds, and the same as a date
            Instant latest = latest().truncatedTo(ChronoUnit.SECONDS);
            lines.add("FUTURERELEASE " + server.config().maxHold().toSeconds() + " " + latest);
        }
        if (mayHurry(client)) {
            lines.add("DELIVERBY");
            lines.add("MT-PRIORITY");
        }
        return lines;
    }

    /// What goes with the mail.
    ///
    /// @throws CommandRefusedException where something is wanted that was not offered, or more than that
    MailParameters agreed(Client client, MailParameters parameters, MailTerms terms) throws CommandRefusedException {
        if (!mayHold()) {
            Offers.refuse(terms.holdFor().isPresent(), "HOLDFOR");
            Offers.refuse(terms.holdUntil().isPresent(), "HOLDUNTIL");
        }
        if (!mayHurry(client)) {
            Offers.refuse(terms.by().isPresent(), "BY");
            Offers.refuse(parameters.priority() != 0, "MT-PRIORITY");
        }
        Instant now = now();
        Optional<Instant> hold = terms.holdUntil().or(() -> terms.holdFor().map(now::plus));
        if (hold.isPresent() && hold.get().isAfter(latest())) {
            // RFC 4865 §4.2
            throw new CommandRefusedException(
                    501,
                    "5.5.4",
                    "Mail is held for " + server.config().maxHold().toSeconds() + " seconds at most");
        }
        Optional<DeliverBy> by =
                terms.by().map(given -> new DeliverBy(now.plus(given.time()), given.mode(), given.trace()));
        if (hold.isPresent() && by.isPresent() && !by.get().deadline().isAfter(hold.get())) {
            throw new CommandRefusedException(501, "5.5.4", "The mail is to be delivered before it is to be released");
        }
        return parameters.withHoldUntil(hold).withDeliverBy(by);
    }

    // RFC 4865 §2: a service for submission
    private boolean mayHold() {
        return server.role() == Role.SUBMISSION && !server.config().maxHold().isZero();
    }

    private boolean mayHurry(Client client) {
        return switch (server.role()) {
            case SUBMISSION -> true;
            case RELAY -> client.trusted(server);
            case LMTP -> false;
        };
    }

    private Instant latest() {
        return now().plus(server.config().maxHold());
    }

    private Instant now() {
        return server.services().clock.instant();
    }
}
