package org.postrider.smtp.client;

import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.net.Connector;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.transport.Transport;

/// Transport `lmtp`: to a server that keeps mailboxes, with a reply for each recipient (RFC 2033). Thread-safe.
public final class LmtpTransport implements Transport, Lifecycle {
    private static final int PORT = 24;

    private final Delivery delivery;

    public LmtpTransport(Connector connector, ServerInfo server, InstantSource clock) {
        this.delivery = new Delivery(connector, server.hostname(), Dialect.LMTP, TimeLimits.STANDARD, clock);
    }

    @Override
    public int defaultPort() {
        return PORT;
    }

    // RFC 2033 §4.2: a positive reply says that the mail is delivered.
    @Override
    public boolean isFinal() {
        return true;
    }

    @Override
    public Report deliver(Target target, Mail mail) {
        return delivery.deliver(target, mail);
    }

    @Override
    public void stop() {
        delivery.close();
    }
}
