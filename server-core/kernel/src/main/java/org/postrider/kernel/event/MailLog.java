package org.postrider.kernel.event;

import java.net.InetAddress;
import java.util.Optional;
import org.postrider.api.event.EventLog;
import org.postrider.api.event.MailEvent;
import org.postrider.api.event.MailEvent.Bounced;
import org.postrider.api.event.MailEvent.Deferred;
import org.postrider.api.event.MailEvent.Delivered;
import org.postrider.api.event.MailEvent.Discarded;
import org.postrider.api.event.MailEvent.LoggedIn;
import org.postrider.api.event.MailEvent.LoginFailed;
import org.postrider.api.event.MailEvent.Received;
import org.postrider.api.event.MailEvent.Refused;
import org.postrider.api.event.MailEvent.Sent;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/// Writes one line for each mail event: a word for what happened, then `key=value` pairs whose keys never change.
///
/// The logger is called `postrider.mail`, so that an administrator can send these lines elsewhere. Thread-safe.
public final class MailLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("postrider.mail");
    private static final int RECIPIENTS_SHOWN_MAX = 10;

    @Override
    public void record(MailEvent event) {
        if (LOG.isInfoEnabled()) {
            of(event).log();
        }
    }

    static String line(MailEvent event) {
        return of(event).toString();
    }

    private static Line of(MailEvent event) {
        return switch (event) {
            case Received received -> received(received);
            case Refused(var listener, var client, var command, var reply) ->
                new Line("refused")
                        .with("listener", listener)
                        .with("client", client)
                        .with("command", command)
                        .with("reply", reply);
            case Delivered(var id, var recipient, var mailbox) ->
                mail("delivered", id).with("to", recipient).with("mailbox", mailbox);
            case Sent(var id, var recipient, var host, var reply) ->
                mail("sent", id).with("to", recipient).with("host", host).with("reply", reply);
            case Deferred(var id, var recipient, var reason) ->
                mail("deferred", id).with("to", recipient).with("reply", reason);
            case Bounced(var id, var recipient, var reason, var report) ->
                mail("bounced", id)
                        .with("to", recipient)
                        .with("reply", reason)
                        .with("report", report.map(MailId::value).orElse("-"));
            case Discarded(var id, var recipient, var reason) ->
                mail("discarded", id).with("to", recipient).with("reason", reason);
            case LoggedIn(var listener, var client, var user) ->
                new Line("login")
                        .with("listener", listener)
                        .with("client", client)
                        .with("user", user);
            case LoginFailed(var listener, var client, var name) ->
                new Line("login-failed")
                        .with("listener", listener)
                        .with("client", client)
                        .with("name", name);
        };
    }

    private static Line received(Received event) {
        var recipients = event.envelope().recipients();
        Line line = mail("received", event.id())
                .with("from", event.envelope().reversePath())
                .with("size", event.octets())
                .with("protocol", event.origin().protocol())
                .with("listener", event.origin().listener())
                .with("client", event.origin().client());
        event.origin().user().ifPresent(user -> line.with("user", user));
        recipients.stream().limit(RECIPIENTS_SHOWN_MAX).forEach(recipient -> line.with("to", recipient));
        if (recipients.size() > RECIPIENTS_SHOWN_MAX) {
            line.with("recipients", recipients.size());
        }
        return line;
    }

    private static Line mail(String what, MailId id) {
        return new Line(what).with("id", id);
    }

    /// Gathers `key=value` pairs; a value with spaces or quotes is quoted, control characters never get
    /// into the log.
    private static final class Line {
        private final StringBuilder text;
        // For logs of another form, which take the pairs by themselves.
        private final LoggingEventBuilder event = LOG.atInfo();

        Line(String what) {
            this.text = new StringBuilder(160).append(what);
            var _ = event.addKeyValue("event", what);
        }

        void log() {
            event.log(text.toString());
        }

        Line with(String key, Optional<InetAddress> address) {
            return with(key, address.map(InetAddress::getHostAddress).orElse("-"));
        }

        Line with(String key, Reply reply) {
            return with(key, reply.toString());
        }

        Line with(String key, Object value) {
            String shown = value.toString();
            var _ = event.addKeyValue(key, shown);
            text.append(' ').append(key).append('=');
            boolean plain = !shown.isEmpty() && shown.chars().allMatch(c -> c > ' ' && c != '"' && c != 0x7f);
            if (plain) {
                text.append(shown);
            } else {
                text.append('"');
                shown.chars().forEach(c -> append((char) c));
                text.append('"');
            }
            return this;
        }

        private void append(char c) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else {
                text.append(c < ' ' || c == 0x7f ? '?' : c);
            }
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
