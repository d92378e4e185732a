package org.postrider.smtp.client;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
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
    private final InstantSource clock;
    private final IdleSessions idle;

    Delivery(Connector connector, Domain hostname, Dialect dialect, TimeLimits limits, InstantSource clock) {
        this.connector = connector;
        this.hostname = hostname;
        this.dialect = dialect;
        this.limits = limits;
        this.clock = clock;
        this.idle = new IdleSessions(clock);
    }

    Report deliver(Target given, Mail mail) {
        Target target = mail.envelope().parameters().requireTls() ? verified(given) : given;
        return idle.take(target)
                .flatMap(session -> deliverOnKept(session, target, mail))
                .orElseGet(() -> deliverOnNew(target, mail));
    }

    @Override
    public void close() {
        idle.close();
    }

    // RFC 8689 §4.2.1: the certificate must be the host's.
    private static Target verified(Target target) {
        // A socket of this machine has nobody on the way.
        return target.tls() == TlsLevel.IMPLICIT || target.address() instanceof UnixDomainSocketAddress
                ? target
                : new Target(
                        target.host(),
                        target.address(),
                        TlsLevel.VERIFIED,
                        target.credentials(),
                        target.bind(),
                        target.hello());
    }

    // Empty where the host has had enough of the session: it may still take the mail on a new one.
    private Optional<Report> deliverOnKept(HopSession session, Target target, Mail mail) {
        try {
            session.wire().begin();
            if (session.reset(clock.instant())) {
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
                if (mail.envelope().parameters().requireTls()) {
                    return unreachable(550, "5.7.30", "No verified TLS with " + target.host() + ": " + e.getMessage());
                }
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
            session = new HopSession(
                    new HopWire(connect(target, level), limits.attempt(), System::nanoTime), hello, dialect, limits);
        } catch (IOException e) {
            return unreachable(451, "4.4.1", "No connection to " + target.host() + ": " + e.getMessage());
        }
        try {
            session.open(level, target.credentials());
            return handOver(target, session, mail);
        } catch (HopRefusedException e) {
            session.quit();
            boolean noTls = mail.envelope().parameters().requireTls()
                    && e.reason().status().equals("4.7.4");
            return noTls
                    ? unreachable(550, "5.7.30", "No TLS with " + target.host() + ", which the sender wants")
                    : new Report.Unreachable(e.reason());
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

    // RFC 9422 §4.2: a host that takes only so many recipients at a time gets the rest in further transactions.
    private Report handOver(Target target, HopSession session, Mail mail)
            throws ConnectionEndedException, HopRefusedException {
        Map<Recipient, Reply> replies = new HashMap<>();
        boolean inStep = true;
        try {
            List<Recipient> all = mail.recipients();
            int most = session.recipientsMax();
            for (int from = 0; from < all.size() && inStep && session.mayGoOn(); from += most) {
                Mail part = mail.withRecipients(all.subList(from, (int) Math.min(all.size(), (long) from + most)));
                inStep = false;
                inStep = handOverPart(target, session, part, replies);
            }
        } catch (ConnectionEndedException | HopRefusedException e) {
            inStep = false;
            if (replies.isEmpty()) {
                throw e;
            }
            LOG.debug("A session with {} ended between two parts of a mail: {}", target.host(), e.getMessage());
        } finally {
            if (inStep && session.mayGoOn()) {
                idle.give(target, session);
            } else if (inStep) {
                session.quit();
            } else {
                session.close();
            }
        }
        for (Recipient recipient : mail.recipients()) {
            replies.putIfAbsent(recipient, Reply.of(451, "4.5.3", target.host() + " took no more for now"));
        }
        return new Report.Answered(replies, session.extensions().has("DSN"));
    }

    private boolean handOverPart(Target target, HopSession session, Mail mail, Map<Recipient, Reply> replies)
            throws ConnectionEndedException, HopRefusedException {
        session.began();
        HopTransaction transaction =
                new HopTransaction(session.wire(), session.extensions(), dialect, limits, mail, clock.instant());
        try {
            boolean inStep = transaction.run();
            if (inStep && transaction.tookAll()) {
                // After a refusal RSET goes first: RFC 3030 does not say what a host keeps of a refused BDAT LAST.
                session.ended(clock.instant());
            }
            return inStep;
        } catch (ConnectionEndedException e) {
            if (!transaction.dotSent()) {
                throw e;
            }
            // Nobody knows whether the host has it. Once too often is better than never (RFC 5321 §4.5.3.2.6).
            answer(
                    replies,
                    mail,
                    Reply.of(451, "4.4.2", "Lost " + target.host() + " before it answered: " + e.getMessage()));
            return false;
        } catch (IOException e) {
            LOG.error("The content of mail {} cannot be read", mail.id(), e);
            answer(replies, mail, Reply.of(451, "4.3.0", "The message cannot be read here"));
            return false;
        } finally {
            replies.putAll(transaction.replies());
        }
    }

    private static void answer(Map<Recipient, Reply> replies, Mail mail, Reply reply) {
        mail.recipients().forEach(recipient -> replies.put(recipient, reply));
    }

    private static Report unreachable(int code, String status, String text) {
        return new Report.Unreachable(Reply.of(code, status, text));
    }
}
