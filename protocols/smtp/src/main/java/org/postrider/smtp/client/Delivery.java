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
final class Delivery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Connector connector;
    private final Domain hostname;
    private final Dialect dialect;
    private final TimeLimits limits;
    private final IdleSessions idle;

    Delivery(Connector connector, Domain hostname, Dialect dialect, TimeLimits limits, IdleSessions idle) {
        this.connector = connector;
        this.hostname = hostname;
        this.dialect = dialect;
        this.limits = limits;
        this.idle = idle;
    }

    Report deliver(Target target, Mail mail) {
        return idle.take(target)
                .flatMap(session -> deliverOnKept(session, target, mail))
                .orElseGet(() -> deliverOnNew(target, mail));
    }

    @Override
    public void close() {
        idle.close();
    }

    // Empty where the host has had enough of the session: it may still take the mail on a new one.
    private Optional<Report> deliverOnKept(HopSession session, Target target, Mail mail) {
        try {
            if (session.reset()) {
                return Optional.of(handOver(target, session, mail));
            }
        } catch (ConnectionEndedException | HopRefusedException e) {
            LOG.debug("A session with {} is over: {}", target.host(), e.getMessage());
        }
        session.close();
        return Optional.empty();
    }

    private Report deliverOnNew(Target target, Mail mail) {
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
        HopSession session;
        try {
            Domain hello = target.hello().orElse(hostname);
            session = new HopSession(new HopWire(connect(target, level)), hello, dialect, limits);
        } catch (IOException e) {
            return unreachable(451, "4.4.1", "No connection to " + target.host() + ": " + e.getMessage());
        }
        try {
            session.open(level, target.credentials());
            return handOver(target, session, mail);
        } catch (HopRefusedException e) {
            session.quit();
            return new Report.Unreachable(e.reason());
        } catch (ConnectionEndedException e) {
            session.close();
            return unreachable(451, "4.4.2", "No SMTP with " + target.host() + ": " + e.getMessage());
        } catch (TlsFailedException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Connection connect(Target target, TlsLevel level) throws IOException {
        return connector.connect(
                new Connector.Destination(target.address(), target.host(), level, target.bind(), limits.connect()));
    }

    private Report handOver(Target target, HopSession session, Mail mail)
            throws ConnectionEndedException, HopRefusedException {
        HopTransaction transaction = new HopTransaction(session.wire(), session.extensions(), dialect, limits, mail);
        boolean inStep = false;
        try {
            inStep = transaction.run();
            return Report.Answered.of(transaction.replies());
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
        } finally {
            if (inStep) {
                idle.give(target, session);
            } else {
                session.close();
            }
        }
    }

    // Whoever has no reply of the host has `otherwise`.
    private static Report answered(HopTransaction transaction, Mail mail, Reply otherwise) {
        Map<Recipient, Reply> replies = new HashMap<>();
        for (Recipient recipient : mail.recipients()) {
            replies.put(recipient, transaction.replies().getOrDefault(recipient, otherwise));
        }
        return Report.Answered.of(replies);
    }

    private static Report unreachable(int code, String status, String text) {
        return new Report.Unreachable(Reply.of(code, status, text));
    }
}
