package org.postrider.smtp.client;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.Connector;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Transport.Report;
import org.postrider.api.transport.Transport.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one mail to one hop: connect, open, hand over, report. Thread-safe.
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Connector connector;
    private final Domain hostname;
    private final Dialect dialect;
    private final TimeLimits limits;

    Delivery(Connector connector, Domain hostname, Dialect dialect, TimeLimits limits) {
        this.connector = connector;
        this.hostname = hostname;
        this.dialect = dialect;
        this.limits = limits;
    }

    Report deliver(Target target, Mail mail) {
        try {
            return attempt(target, target.tls(), mail);
        } catch (TlsFailedException e) {
            if (target.tls() != TlsLevel.OPPORTUNISTIC || target.credentials().isPresent()) {
                return unreachable(454, "4.7.5", "No TLS with " + target.host() + ": " + e.getMessage());
            }
            LOG.info("No TLS with {}, going on in the clear: {}", target.host(), e.getMessage());
        }
        try {
            // RFC 7435 §3: some protection where it works, delivery where it does not.
            return attempt(target, TlsLevel.NONE, mail);
        } catch (TlsFailedException e) {
            throw new IllegalStateException("TLS was not to be used", e);
        }
    }

    private Report attempt(Target target, TlsLevel level, Mail mail) throws TlsFailedException {
        try (Connection connection = connector.connect(new Connector.Destination(
                target.address(), target.host(), level, Optional.empty(), limits.connect()))) {
            HopWire wire = new HopWire(connection);
            HopSession session = new HopSession(wire, hostname, dialect, limits);
            try {
                session.open(level, target.credentials());
                return handOver(target, session, wire, mail);
            } catch (HopRefusedException e) {
                session.quit();
                return new Report.Unreachable(e.reason());
            }
        } catch (IOException e) {
            return unreachable(451, "4.4.1", "No SMTP with " + target.host() + ": " + e.getMessage());
        }
    }

    private Report handOver(Target target, HopSession session, HopWire wire, Mail mail)
            throws ConnectionEndedException, HopRefusedException {
        HopTransaction transaction = new HopTransaction(wire, session.extensions(), dialect, limits, mail);
        try {
            if (transaction.run()) {
                session.quit();
            }
            return new Report.Answered(transaction.replies());
        } catch (ConnectionEndedException e) {
            if (!transaction.dotSent()) {
                throw e;
            }
            // Nobody knows whether the host has it. Once too often is better than never (RFC 5321 §4.5.3.2.6).
            return answered(
                    transaction,
                    mail,
                    Reply.of(451, "4.4.2", "Lost " + target.host() + " before it answered: " + e.getMessage()));
        } catch (IOException e) {
            LOG.error("The content of mail {} cannot be read", mail.id(), e);
            return answered(transaction, mail, Reply.of(451, "4.3.0", "The message cannot be read here"));
        }
    }

    // Whoever has no reply of the host has `otherwise`.
    private static Report answered(HopTransaction transaction, Mail mail, Reply otherwise) {
        Map<Recipient, Reply> replies = new HashMap<>();
        for (Recipient recipient : mail.recipients()) {
            replies.put(recipient, transaction.replies().getOrDefault(recipient, otherwise));
        }
        return new Report.Answered(replies);
    }

    private static Report unreachable(int code, String status, String text) {
        return new Report.Unreachable(Reply.of(code, status, text));
    }
}
