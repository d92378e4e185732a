package org.postrider.smtp;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.Connection;
import org.postrider.api.net.Connection.Wake;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionNotes;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.smtp.syntax.CommandRefusedException;

/// Asks the listener's filters at each stage and does what their verdicts say. Confined to the session thread.
final class SessionStages {
    private final SmtpServer server;
    private final Connection connection;
    private final IntSupplier errors;
    private SessionNotes notes = new SessionNotes();
    private boolean closing;

    /// @param errors how many commands of the session were refused
    SessionStages(SmtpServer server, Connection connection, IntSupplier errors) {
        this.errors = errors;
        this.server = server;
        this.connection = connection;
    }

    /// A connection that no filter objects to is greeted. Nothing is known of the client from before.
    void connect(Client client) throws ConnectionEndedException, CommandRefusedException {
        notes = new SessionNotes();
        SessionView view = view(client);
        ask(filter -> filter.connect(view));
    }

    void hello(Client client, String name) throws ConnectionEndedException, CommandRefusedException {
        SessionView view = view(client);
        ask(filter -> filter.hello(view, name));
    }

    void mail(Client client, ReversePath sender) throws ConnectionEndedException, CommandRefusedException {
        SessionView view = view(client);
        ask(filter -> filter.mail(view, sender));
    }

    void rcpt(Client client, MailAddress recipient) throws ConnectionEndedException, CommandRefusedException {
        SessionView view = view(client);
        ask(filter -> filter.rcpt(view, recipient));
    }

    void data(Client client) throws ConnectionEndedException, CommandRefusedException {
        SessionView view = view(client);
        ask(filter -> filter.data(view));
    }

    /// @return what to tell the client
    Reply refused(Client client, Reply reply) throws ConnectionEndedException {
        SessionView view = view(client);
        for (SessionFilter filter : server.filters().all()) {
            Optional<Reply> other = carryOut(verdict(asked -> asked.refused(view, reply), filter));
            if (other.isPresent() && closing) {
                return other.get();
            }
        }
        return reply;
    }

    /// True after a verdict that ends the session.
    boolean closing() {
        return closing;
    }

    private void ask(Stage stage) throws ConnectionEndedException, CommandRefusedException {
        for (SessionFilter filter : server.filters().all()) {
            Optional<Reply> refusal = carryOut(verdict(stage, filter));
            if (refusal.isPresent()) {
                Reply reply = refusal.get();
                throw new CommandRefusedException(reply.code(), reply.status(), reply.text());
            }
        }
    }

    // The server has made the filters such that they have a verdict whatever happens to them.
    private static Verdict verdict(Stage stage, SessionFilter filter) {
        try {
            return stage.of(filter);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a filter failed", e);
        }
    }

    private Optional<Reply> carryOut(Verdict verdict) throws ConnectionEndedException {
        return switch (verdict) {
            case Verdict.Proceed _ -> Optional.empty();
            case Verdict.Refuse(Reply reply) -> Optional.of(reply);
            case Verdict.Defer(Reply reply) -> Optional.of(reply);
            case Verdict.Close(Reply reply) -> {
                closing = true;
                yield Optional.of(reply);
            }
            case Verdict.Tarpit(var delay, Verdict then) -> {
                connection.pause(delay);
                yield carryOut(then);
            }
            case Verdict.Listen(var time, Verdict ifTalks) ->
                connection.buffered() > 0 || connection.await(time) == Wake.INPUT
                        ? carryOut(ifTalks)
                        : Optional.empty();
        };
    }

    private SessionView view(Client client) {
        return new SessionView(
                server.listener(),
                client.address(),
                connection.tls(),
                client.hello(),
                client.user(),
                client.trusted(server),
                client.transaction().map(transaction -> transaction.reversePath),
                client.transaction().map(Transaction::accepted).orElse(List.of()),
                errors.getAsInt(),
                notes);
    }

    /// One method of a filter.
    private interface Stage {
        Verdict of(SessionFilter filter) throws Exception;
    }
}
