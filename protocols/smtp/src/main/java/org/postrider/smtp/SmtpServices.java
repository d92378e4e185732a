package org.postrider.smtp;

import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.event.EventLog;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.queue.QueueFlush;
import org.postrider.api.spool.Spool;
import org.postrider.protocol.sasl.Sasl;

/// What the server's side needs of the server; one for all listeners.
public final class SmtpServices {
    final ServerInfo server;
    final InstantSource clock;
    final Spool spool;
    final Directory directory;
    final RewriteTable aliases;
    final RecipientCheck recipients;
    final EventLog events;
    final Sasl sasl;
    final QueueFlush queue;

    public SmtpServices(
            ServerInfo server,
            InstantSource clock,
            Spool spool,
            Directory directory,
            RewriteTable aliases,
            RecipientCheck recipients,
            EventLog events,
            Sasl sasl,
            QueueFlush queue) {
        this.server = server;
        this.clock = clock;
        this.spool = spool;
        this.directory = directory;
        this.aliases = aliases;
        this.recipients = recipients;
        this.events = events;
        this.sasl = sasl;
        this.queue = queue;
    }

    /// RFC 6409 §6.1: a user sends as somebody that is that user: under his address, or an alias that leads to him.
    boolean maySendAs(MailAddress user, MailAddress sender) {
        try {
            return sender.equals(user) || aliases.rewrite(sender).contains(user);
        } catch (RewriteLoopException _) {
            return false;
        }
    }
}
