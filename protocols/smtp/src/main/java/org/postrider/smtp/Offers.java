package org.postrider.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.net.Connection;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.CommandRefusedException;
import org.postrider.smtp.syntax.MailTerms;

/// Which extensions are offered to whom, and that none is used which is not. Confined to the session thread.
final class Offers {
    private final SmtpServer server;
    private final Connection connection;
    private final DeliveryTerms delivery;

    Offers(SmtpServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.delivery = new DeliveryTerms(server);
    }

    /// The lines of the reply to EHLO, but for the host's name and AUTH.
    List<String> lines(Client client) {
        SmtpConfig config = server.config();
        List<String> offered = new ArrayList<>(List.of(
                "PIPELINING",
                "SIZE " + config.maxMessageSize().octets(),
                "8BITMIME",
                "BINARYMIME",
                "CHUNKING",
                "ENHANCEDSTATUSCODES",
                "SMTPUTF8",
                "DSN"));
        offered.add(limits());
        if (connection.canStartTls()) {
            offered.add("STARTTLS");
        }
        if (connection.tls().isPresent()) {
            // RFC 8689 §2: not in the clear.
            offered.add("REQUIRETLS");
        }
        offered.addAll(delivery.lines(client));
        noSoliciting().ifPresent(offered::add);
        if (offersEtrn(client)) {
            offered.add("ETRN");
        }
        if (config.verifyAddresses()) {
            offered.add("VRFY");
            offered.add("EXPN");
        }
        offered.add("HELP");
        if (mayForward()) {
            offered.add("XCLIENT " + XclientCommand.XCLIENT_ATTRIBUTES);
            offered.add("XFORWARD " + XclientCommand.XFORWARD_ATTRIBUTES);
        }
        return offered;
    }

    /// RFC 1985 §6: strangers could have the queue run for ever.
    boolean offersEtrn(Client client) {
        return server.role() != Role.LMTP && client.known(server);
    }

    /// True where the peer itself, whomever it speaks for, may use XCLIENT and XFORWARD.
    boolean mayForward() {
        return server.config().proxyNetworks().stream().anyMatch(network -> network.contains(connection.client()));
    }

    /// Refuses what is not offered, or more than is offered, and gives the parameters that go with the mail.
    MailParameters agreed(Client client, Command.Mail mail) throws CommandRefusedException {
        MailParameters parameters = mail.parameters();
        MailTerms terms = mail.terms();
        if (parameters.requireTls() && connection.tls().isEmpty()) {
            // RFC 8689 §2
            throw new CommandRefusedException(530, "5.7.0", "REQUIRETLS needs TLS: say STARTTLS first");
        }
        refuseSolicitations(terms.solicitations());
        return delivery.agreed(client, parameters, terms);
    }

    // RFC 5321 §4.1.1.11
    static void refuse(boolean given, String keyword) throws CommandRefusedException {
        if (given) {
            throw new CommandRefusedException(555, "5.5.4", "MAIL parameter " + keyword + " is not known here");
        }
    }

    // RFC 9422 §4
    private String limits() {
        int messages = server.config().maxMessages();
        return "LIMITS " + (messages > 0 ? "MAILMAX=" + messages + " " : "") + "RCPTMAX="
                + server.config().maxRecipients();
    }

    // RFC 3865 §2.2
    private Optional<String> noSoliciting() {
        List<String> refused = server.config().noSoliciting();
        return refused.isEmpty() ? Optional.empty() : Optional.of("NO-SOLICITING " + String.join(",", refused));
    }

    // RFC 3865 §2.4
    private void refuseSolicitations(List<String> announced) throws CommandRefusedException {
        for (String one : announced) {
            if (server.config().noSoliciting().stream().anyMatch(one::equalsIgnoreCase)) {
                throw new CommandRefusedException(550, "5.7.1", "Solicitations of this kind are not wanted: " + one);
            }
        }
    }
}
