package org.postrider.smtp;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.smtp.syntax.Command;
import org.postrider.smtp.syntax.CommandRefusedException;

/// XCLIENT and XFORWARD, as Postfix documents them: a proxy, or a filter, of a network named in the configuration tells
/// whom it speaks for. Confined to the session thread.
final class XclientCommand {
    static final String XCLIENT_ATTRIBUTES = "NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT";
    static final String XFORWARD_ATTRIBUTES = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

    private static final int VALUE_LENGTH_MAX = 255;

    private final SmtpServer server;
    private final Offers offers;

    XclientCommand(SmtpServer server, Offers offers) {
        this.server = server;
        this.offers = offers;
    }

    /// Makes the client for whom the peer speaks from now on: the session begins anew with it.
    Client xclient(Client before, Command.Xclient command) throws CommandRefusedException {
        check(before, command.attributes(), XCLIENT_ATTRIBUTES);
        Map<String, Optional<String>> told = command.attributes();
        Client client =
                told.containsKey("ADDR") ? address(told).map(Client::new).orElseGet(Client::unknown) : before.anew();
        Optional<String> login = told.getOrDefault("LOGIN", Optional.empty());
        if (login.isPresent()) {
            client.loggedIn(account(login.get()));
        }
        return client;
    }

    /// Notes where the next messages come from.
    void xforward(Client client, Command.Xforward command) throws CommandRefusedException {
        Map<String, Optional<String>> told = command.attributes();
        check(client, told, XFORWARD_ATTRIBUTES);
        Client.Forwarded before = client.forwarded();
        client.forwards(new Client.Forwarded(
                told.containsKey("ADDR") ? address(told) : before.address(),
                told.getOrDefault("HELO", before.hello())));
    }

    private void check(Client client, Map<String, Optional<String>> told, String known) throws CommandRefusedException {
        if (!offers.mayForward()) {
            throw new CommandRefusedException(550, "5.7.1", "Only proxies named in the configuration may say this");
        }
        if (client.transaction().isPresent()) {
            throw new CommandRefusedException(503, "5.5.1", "A transaction is under way: finish it or say RSET");
        }
        List<String> names = Arrays.asList(known.split(" "));
        for (Map.Entry<String, Optional<String>> attribute : told.entrySet()) {
            String value = attribute.getValue().orElse("");
            boolean printable = value.chars().allMatch(c -> c >= ' ' && c != 0x7f);
            if (!names.contains(attribute.getKey()) || !printable || value.length() > VALUE_LENGTH_MAX) {
                throw bad(attribute.getKey());
            }
        }
        if (!List.of("", "SMTP", "ESMTP")
                .contains(told.getOrDefault("PROTO", Optional.empty()).orElse(""))) {
            throw bad("PROTO");
        }
    }

    private static Optional<InetAddress> address(Map<String, Optional<String>> told) throws CommandRefusedException {
        Optional<String> text = told.getOrDefault("ADDR", Optional.empty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        boolean six = text.get().regionMatches(true, 0, "IPV6:", 0, 5);
        try {
            // Names are not looked up.
            return Optional.of(InetAddress.ofLiteral(six ? text.get().substring(5) : text.get()));
        } catch (IllegalArgumentException _) {
            throw bad("ADDR");
        }
    }

    private Account account(String name) throws CommandRefusedException {
        try {
            MailAddress address = name.contains("@")
                    ? MailAddress.parse(name)
                    : MailAddress.of(name, server.services().server.defaultDomain());
            return server.services()
                    .directory
                    .find(address)
                    .filter(Account::enabled)
                    .orElseThrow(() -> bad("LOGIN"));
        } catch (AddressSyntaxException _) {
            throw bad("LOGIN");
        }
    }

    private static CommandRefusedException bad(String attribute) {
        return new CommandRefusedException(501, "5.5.4", "Bad attribute " + attribute);
    }
}
