package org.postrider.pop3;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.api.mail.Content;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;
import org.postrider.api.store.StoreException;
import org.postrider.pop3.Pop3Config.Utf8Messages;

/// The commands of somebody who has logged in: the TRANSACTION state (RFC 1939 §5). Confined to the session thread.
final class Transaction {
    private static final long WHOLE = Long.MAX_VALUE;

    private final Maildrop maildrop;
    private final Connection connection;
    private final Replies out;
    private final Utf8Messages utf8Messages;
    private final boolean utf8;

    /// @param utf8 the client said UTF8
    Transaction(Maildrop maildrop, Connection connection, Replies out, Utf8Messages utf8Messages, boolean utf8) {
        this.maildrop = maildrop;
        this.connection = connection;
        this.out = out;
        this.utf8Messages = utf8Messages;
        this.utf8 = utf8;
    }

    /// @return false where there is no such command here
    boolean execute(Command command) throws CommandRefusedException, StoreException, ConnectionEndedException {
        switch (command.keyword()) {
            case "STAT" -> {
                command.expectNone();
                out.ok(maildrop.count() + " " + maildrop.octets());
            }
            case "LIST" -> list(command, number -> Long.toString(maildrop.size(number)));
            case "UIDL" -> list(command, maildrop::uniqueId);
            case "RETR" -> {
                command.expectAtMost(1);
                int number = existing(command);
                send(number, WHOLE, maildrop.size(number) + " octets");
                maildrop.retrieved(number);
            }
            case "TOP" -> {
                command.expectAtMost(2);
                send(existing(command), command.number(1), "the top of the message");
            }
            case "DELE" -> {
                command.expectAtMost(1);
                int number = existing(command);
                maildrop.delete(number);
                out.ok("message " + number + " is marked");
            }
            case "NOOP" -> {
                command.expectNone();
                out.ok("nothing done");
            }
            case "RSET" -> {
                command.expectNone();
                maildrop.reset();
                out.ok(maildrop.count() + " messages (" + maildrop.octets() + " octets)");
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    // RFC 1939 §5 (LIST), §7 (UIDL): of one message, or of all that are not marked as deleted
    private void list(Command command, Listed listed) throws CommandRefusedException, ConnectionEndedException {
        command.expectAtMost(1);
        if (!command.words().isEmpty()) {
            int number = existing(command);
            out.ok(number + " " + listed.of(number));
            return;
        }
        out.ok(maildrop.count() + " messages");
        for (int number = 1; number <= maildrop.highest(); number++) {
            if (!maildrop.isDeleted(number)) {
                out.line(number + " " + listed.of(number));
            }
        }
        out.end();
    }

    private void send(int number, long bodyLinesMax, String what)
            throws CommandRefusedException, StoreException, ConnectionEndedException {
        Content content = maildrop.content(number);
        if (utf8Messages == Utf8Messages.REFUSE && !utf8 && hasUtf8Header(content)) {
            // RFC 6856 §5
            throw CommandRefusedException.cannot("[UTF8] the message has UTF-8 in its header: say UTF8 first");
        }
        // What cannot be read is refused; once +OK is said, all of it must come.
        try (InputStream in = opened(content)) {
            out.ok(what);
            MessageWriter.write(connection, in, bodyLinesMax);
        } catch (StoreException e) {
            throw e;
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (IOException e) {
            // The client must not take half a message for a whole one.
            throw new ConnectionEndedException(Reason.VIOLATION, "a message could not be read to its end: " + e);
        }
        out.end();
    }

    private static InputStream opened(Content content) throws StoreException {
        try {
            return content.open();
        } catch (StoreException e) {
            throw e;
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.TEMPORARY, "the message cannot be read", e);
        }
    }

    private static boolean hasUtf8Header(Content content) throws StoreException {
        try {
            return Utf8Header.isIn(content);
        } catch (IOException e) {
            throw new StoreException(StoreException.Kind.TEMPORARY, "the message cannot be read", e);
        }
    }

    private int existing(Command command) throws CommandRefusedException {
        long number = command.number(0);
        if (number < 1 || number > maildrop.highest()) {
            throw CommandRefusedException.cannot("there are " + maildrop.highest() + " messages");
        }
        if (maildrop.isDeleted((int) number)) {
            throw CommandRefusedException.cannot("message " + number + " is marked as deleted");
        }
        return (int) number;
    }

    /// What a list tells of a message.
    @FunctionalInterface
    private interface Listed {
        String of(int number);
    }
}
