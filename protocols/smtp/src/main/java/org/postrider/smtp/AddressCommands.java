package org.postrider.smtp;

import java.util.List;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.CommandRefusedException;

/// VRFY, EXPN and ETRN: what a client may ask without sending mail. Confined to the session thread.
final class AddressCommands {
    /// More of a list than anybody looks at.
    private static final int MEMBERS_MAX = 100;

    private final SmtpServer server;
    private final Offers offers;

    AddressCommands(SmtpServer server, Offers offers) {
        this.server = server;
        this.offers = offers;
    }

    // RFC 5321 §3.5.3, §7.3: where it is not on, who exists here is told at RCPT only.
    Reply vrfy(Command.Vrfy vrfy) throws CommandRefusedException {
        if (!server.config().verifyAddresses()) {
            return Reply.of(252, "2.5.2", "Not verified; try RCPT");
        }
        MailAddress address = address(vrfy.argument());
        return switch (server.services().recipients.check(address)) {
            case LOCAL, OVER_QUOTA, TOO_LARGE -> Reply.of(250, "2.1.5", "<" + address + ">");
            case UNKNOWN_USER -> Reply.of(550, "5.1.1", "<" + address + "> No such user here");
            case DISABLED -> Reply.of(550, "5.2.1", "<" + address + "> This mailbox is disabled");
            case RELAYED, REMOTE -> Reply.of(252, "2.5.2", "<" + address + "> is elsewhere; try RCPT");
        };
    }

    /// RFC 5321 §3.5.2
    ///
    /// @return whom mail to the list goes to
    List<String> expn(Command.Expn expn) throws CommandRefusedException {
        if (!server.config().verifyAddresses()) {
            throw new CommandRefusedException(502, "5.5.1", "EXPN is not offered");
        }
        MailAddress address = address(expn.argument());
        List<MailAddress> members;
        try {
            members = server.services().aliases.rewrite(address);
        } catch (RewriteLoopException _) {
            throw new CommandRefusedException(550, "5.4.6", "<" + address + "> leads in a circle");
        }
        if (members.isEmpty() || !server.services().directory.isLocal(address.domain())) {
            throw new CommandRefusedException(550, "5.1.1", "<" + address + "> is no list here");
        }
        return members.stream()
                .limit(MEMBERS_MAX)
                .map(member -> "2.1.5 <" + member + ">")
                .toList();
    }

    // RFC 1985 §5.1
    Reply etrn(Client client, Command.Etrn etrn) throws CommandRefusedException {
        if (client.hello().isEmpty()) {
            throw new CommandRefusedException(503, "5.5.1", "Say EHLO first");
        }
        if (client.transaction().isPresent()) {
            throw new CommandRefusedException(503, "5.5.1", "A transaction is under way: finish it or say RSET");
        }
        if (!offers.offersEtrn(client)) {
            throw new CommandRefusedException(459, "4.7.1", "ETRN is for known clients: log in first");
        }
        int started = server.services().queue.flush(etrn.domain(), etrn.subdomains());
        return started == 0
                ? Reply.of(251, "2.0.0", "No messages waiting for " + etrn.domain())
                : Reply.of(253, "2.0.0", started + " pending messages for " + etrn.domain() + " started");
    }

    // A user's name alone means the default domain.
    private MailAddress address(String argument) throws CommandRefusedException {
        boolean bracketed = argument.startsWith("<") && argument.endsWith(">");
        String text = bracketed ? argument.substring(1, argument.length() - 1) : argument;
        try {
            return text.contains("@")
                    ? MailAddress.parse(text)
                    : MailAddress.of(text, server.services().server.defaultDomain());
        } catch (AddressSyntaxException e) {
            throw new CommandRefusedException(501, "5.1.3", "Bad address: " + e.getMessage());
        }
    }
}
