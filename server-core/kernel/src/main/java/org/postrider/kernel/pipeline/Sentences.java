package org.postrider.kernel.pipeline;

import java.util.stream.Collectors;
import org.postrider.api.config.HostPort;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.transport.Route;

/// Says outcomes and fates in words.
public final class Sentences {
    private Sentences() {}

    static String of(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Continue _ -> "goes on";
            case Outcome.ToProcessor(var _, var processor) -> "goes to the processor " + processor;
            case Outcome.Split(var parts) -> "is split into " + parts.size();
            case Outcome.Store(var _, var mailbox, var _) -> "is stored in " + mailbox;
            case Outcome.Relay(var _, var route) -> "is sent on by " + shown(route);
            case Outcome.Bounce(var _, var reason) -> "bounces: " + reason;
            case Outcome.Retry(var _, var reason) -> "is tried again later: " + reason;
            case Outcome.Expanded _ -> "is replaced by what the recipients stand for";
            case Outcome.Delay(var _, var until, var reason) -> "waits until " + until + ": " + reason;
            case Outcome.Discard(var _, var reason) -> "is discarded: " + reason;
            case Outcome.Done(var _, var destination) -> "is taken to " + destination;
        };
    }

    static Mail mail(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Continue(var mail) -> mail;
            case Outcome.ToProcessor(var mail, var _) -> mail;
            case Outcome.Split _ -> throw new IllegalArgumentException("a split has many");
            case Outcome.Store(var mail, var _, var _) -> mail;
            case Outcome.Relay(var mail, var _) -> mail;
            case Outcome.Bounce(var mail, var _) -> mail;
            case Outcome.Retry(var mail, var _) -> mail;
            case Outcome.Expanded(var mail) -> mail;
            case Outcome.Delay(var mail, var _, var _) -> mail;
            case Outcome.Discard(var mail, var _) -> mail;
            case Outcome.Done(var mail, var _) -> mail;
        };
    }

    /// How it ends: `stored`, `relayed`, `bounced`, `retried`, `expanded`, `delayed`, `discarded` or `done`.
    public static String end(Fate fate) {
        return switch (fate) {
            case Fate.Stored _ -> "stored";
            case Fate.Relayed _ -> "relayed";
            case Fate.Bounced _ -> "bounced";
            case Fate.Retried _ -> "retried";
            case Fate.Expanded _ -> "expanded";
            case Fate.Delayed _ -> "delayed";
            case Fate.Discarded _ -> "discarded";
            case Fate.Done _ -> "done";
        };
    }

    /// Where it ends, or why: the mailbox, the way, the reply, the reason.
    public static String where(Fate fate) {
        return switch (fate) {
            case Fate.Stored(var _, var mailbox, var _) -> mailbox.toString();
            case Fate.Relayed(var _, var route) -> shown(route);
            case Fate.Bounced(var _, var reason) -> reason.toString();
            case Fate.Retried(var _, var _, var reason) -> reason.toString();
            case Fate.Expanded _ -> "";
            case Fate.Delayed(var _, var _, var until, var reason) -> until + " " + reason;
            case Fate.Discarded(var _, var reason) -> reason;
            case Fate.Done(var _, var destination) -> destination;
        };
    }

    /// The transport, and the hosts where the route names them.
    public static String shown(Route route) {
        String hosts = route.hosts().stream().map(HostPort::toString).collect(Collectors.joining(", "));
        return route.transport() + " to " + (hosts.isEmpty() ? "the MX hosts" : hosts);
    }
}
