package org.postrider.smtp.client;

import java.time.InstantSource;
import org.postrider.api.mail.Mail;
import org.postrider.api.net.Connector;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.transport.Transport;

/// Transport `smtp`: to other mail servers and smart hosts (RFC 5321). Thread-safe.
public final class SmtpTransport implements Transport, Lifecycle {
    private static final int PORT = 25;

    private final Delivery delivery;

    public SmtpTransport(Connector connector, ServerInfo server, InstantSource clock) {
        this.delivery = new Delivery(connector, server.hostname(), Dialect.SMTP, TimeLimits.STANDARD, clock);
    }

    @Override
    public int defaultPort() {
        return PORT;
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
