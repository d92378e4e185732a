package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;

/// Counts what happens to mail, and tells JFR. Thread-safe.
public final class MailMetrics implements EventLog {
    private static final String LISTENER = "listener";
    private static final String OUTCOME = "outcome";

    private final Counter received;
    private final Counter octets;
    private final Counter refused;
    private final Counter deliveries;
    private final Counter logins;

    public MailMetrics(ServerMetrics metrics) {
        received = metrics.counter("mails_received", "Mails that were accepted.", LISTENER);
        octets = metrics.counter("mail_received_bytes", "Size of these mails.", LISTENER);
        refused = metrics.counter("refusals", "Commands of peers that were refused.", LISTENER);
        deliveries = metrics.counter(
                "deliveries",
                "What became of recipients: delivered (in a mailbox here), sent (to another host), deferred, bounced,"
                        + " discarded.",
                OUTCOME);
        logins = metrics.counter("logins", "Log-ins: good and failed ones.", LISTENER, OUTCOME);
    }

    @Override
    public void record(MailEvent event) {
        switch (event) {
            case MailEvent.Received mail -> {
                received.labelValues(mail.origin().listener()).inc();
                octets.labelValues(mail.origin().listener()).inc(mail.octets());
            }
            case MailEvent.Refused refusal ->
                refused.labelValues(refusal.listener()).inc();
            case MailEvent.Delivered(var id, var to, var mailbox) -> ended("delivered", id, to, mailbox);
            case MailEvent.Sent(var id, var to, var host, var _) -> ended("sent", id, to, host);
            case MailEvent.Deferred(var id, var to, var reason) -> ended("deferred", id, to, reason);
            case MailEvent.Bounced(var id, var to, var reason, var _) -> ended("bounced", id, to, reason);
            case MailEvent.Discarded(var id, var to, var reason) -> ended("discarded", id, to, reason);
            case MailEvent.LoggedIn login ->
                logins.labelValues(login.listener(), "good").inc();
            case MailEvent.LoginFailed login ->
                logins.labelValues(login.listener(), "failed").inc();
        }
    }

    private void ended(String outcome, Object id, Object recipient, Object where) {
        deliveries.labelValues(outcome).inc();
        DeliveryEvent event = new DeliveryEvent();
        if (event.shouldCommit()) {
            event.outcome = outcome;
            event.mail = id.toString();
            event.recipient = recipient.toString();
            event.where = where.toString();
            event.commit();
        }
    }
}
