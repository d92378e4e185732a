package org.postrider.smtp;

import java.util.Optional;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.CommandRefusedException;

/// MAIL and RCPT: who may send what to whom. Confined to the session thread.
final class EnvelopeCommands {
    private final SmtpServer server;
    private final Offers offers;
    private final SessionStages stages;

    EnvelopeCommands(SmtpServer server, Offers offers, SessionStages stages) {
        this.stages = stages;
        this.server = server;
        this.offers = offers;
    }

    // RFC 5321 §4.1.1.2
    Reply mail(Client client, Command.Mail mail) throws CommandRefusedException, ConnectionEndedException {
        if (client.hello().isEmpty()) {
            throw outOfOrder(server.role() == Role.LMTP ? "Say LHLO first" : "Say EHLO first");
        }
        if (client.transaction().isPresent()) {
            throw outOfOrder("A transaction is under way: finish it or say RSET");
        }
        // RFC 6409 §4.3
        if (server.role() == Role.SUBMISSION && !client.known(server)) {
            throw new CommandRefusedException(530, "5.7.0", "Log in first");
        }
        long max = server.config().maxMessageSize().octets();
        if (mail.terms().size().orElse(0) > max) {
            // RFC 1870 §6.1
            throw new CommandRefusedException(552, "5.3.4", "A message may have " + max + " octets here");
        }
        MailParameters parameters = offers.agreed(client, mail);
        checkSender(client, mail.reversePath());
        stages.mail(client, mail.reversePath());
        client.begin(new Transaction(
                mail.reversePath(), parameters, mail.terms().size().orElse(0)));
        return Reply.of(250, "2.1.0", "Sender ok");
    }

    // RFC 5321 §4.1.1.3
    Reply rcpt(Client client, Command.Rcpt rcpt) throws CommandRefusedException, ConnectionEndedException {
        Transaction transaction = client.transaction().orElseThrow(() -> outOfOrder("Say MAIL first"));
        if (transaction.hasChunks()) {
            // RFC 3030 §2
            throw outOfOrder("The message has begun: go on with BDAT, or say RSET");
        }
        if (transaction.accepted().size() >= server.config().maxRecipients()) {
            // RFC 5321 §4.5.3.1.10: the client sends to the rest in another transaction.
            throw new CommandRefusedException(452, "4.5.3", "Too many recipients; send to the rest separately");
        }
        if (rcpt.internationalised() && !transaction.parameters().smtpUtf8()) {
            // RFC 6531 §3.4
            throw new CommandRefusedException(553, "5.6.7", "This address needs MAIL with SMTPUTF8");
        }
        MailAddress address = rcpt.address().orElse(server.services().server.postmaster());
        checkRecipient(client, address, transaction.declaredOctets());
        stages.rcpt(client, address);
        transaction.add(new Recipient(address, rcpt.dsn()));
        return Reply.of(250, "2.1.5", "Recipient ok");
    }

    /// The transaction whose message may come now (RFC 5321 §4.1.1.4).
    Transaction ready(Client client) throws CommandRefusedException {
        Transaction transaction = client.transaction().orElseThrow(() -> outOfOrder("Say MAIL first"));
        if (transaction.accepted().isEmpty()) {
            // RFC 2033 §4.2 asks for 503 here; RFC 5321 §3.3 allows it.
            throw outOfOrder("No recipient was accepted");
        }
        return transaction;
    }

    /// The same for DATA: what is binary, or has begun to come in pieces, cannot come like this (RFC 3030 §2, §3).
    Transaction readyForLines(Client client) throws CommandRefusedException {
        Transaction transaction = ready(client);
        if (transaction.hasChunks()) {
            throw outOfOrder("The message has begun: go on with BDAT, or say RSET");
        }
        if (transaction.parameters().body() == BodyType.BINARY_MIME) {
            throw outOfOrder("A binary message comes by BDAT");
        }
        return transaction;
    }

    // RFC 6409 §6.1: a user sends as somebody that is that user. The null path is for notifications (RFC 8098 §3).
    private void checkSender(Client client, ReversePath reversePath) throws CommandRefusedException {
        if (client.user().isEmpty() || reversePath.address().isEmpty()) {
            return;
        }
        MailAddress user = client.user().get();
        MailAddress sender = reversePath.address().get();
        if (!server.services().maySendAs(user, sender)) {
            throw new CommandRefusedException(553, "5.7.1", "You may not send as <" + sender + ">");
        }
    }

    private void checkRecipient(Client client, MailAddress address, long octets) throws CommandRefusedException {
        Optional<Reply> refusal = server.services().recipients.refusal(address);
        if (refusal.isPresent()) {
            Reply reply = refusal.get();
            throw new CommandRefusedException(reply.code(), reply.status(), "<" + address + "> " + reply.text());
        }
        RecipientCheck.Verdict verdict = server.services().recipients.check(address, octets);
        switch (verdict) {
            case LOCAL -> {
                // Ours.
            }
            case UNKNOWN_USER -> throw refused("5.1.1", address, "No such user here");
            case DISABLED -> throw refused("5.2.1", address, "This mailbox is disabled");
            // RFC 5321 §4.2.3: the client tries again, there may be room by then
            case OVER_QUOTA ->
                throw new CommandRefusedException(452, "4.2.2", "<" + address + "> This mailbox is full");
            case TOO_LARGE ->
                throw new CommandRefusedException(
                        552, "5.2.2", "<" + address + "> The message is larger than this mailbox may be");
            case RELAYED -> {
                if (!client.known(server) && mayNameAnotherHost(address)) {
                    throw refused("5.7.1", address, "Relaying denied");
                }
            }
            case REMOTE -> {
                if (!client.known(server)) {
                    throw refused("5.7.1", address, "Relaying denied");
                }
            }
        }
    }

    // RFC 5321 §3.6.2 and §7.2: the next host may take these for routes, and believe that they are from us.
    private static boolean mayNameAnotherHost(MailAddress address) {
        return address.localPart().chars().anyMatch(c -> "%!@:".indexOf(c) >= 0);
    }

    private static CommandRefusedException refused(String status, MailAddress address, String text) {
        return new CommandRefusedException(550, status, "<" + address + "> " + text);
    }

    private static CommandRefusedException outOfOrder(String text) {
        return new CommandRefusedException(503, "5.5.1", text);
    }
}
