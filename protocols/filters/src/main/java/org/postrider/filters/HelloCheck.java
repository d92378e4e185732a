package org.postrider.filters;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;
import org.postrider.api.dns.Dns;
import org.postrider.api.dns.Dns.Answer;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Reply;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;

/// Looks at the name in EHLO and HELO (RFC 5321 §4.1.1.1): a domain or an address in brackets, and not this server's.
public final class HelloCheck implements SessionFilter {
    private final Config config;
    private final ServerInfo server;
    private final Dns dns;

    public HelloCheck(Config config, ServerInfo server, Dns dns) {
        this.config = config;
        this.server = server;
        this.dns = dns;
    }

    /// Its options.
    public record Config(
            @Option(
                    doc =
                            "Whether the name must have an address or MX record. Refuses hosts that are only badly set up.",
                    defaultValue = "false")
            boolean resolves,

            @Option(doc = "Whether the name must have a dot.", defaultValue = "true")
            boolean qualified,

            @Option(doc = "Networks whose hosts may say what they like.", defaultValue = "127.0.0.0/8, ::1/128")
            List<Network> exempt) {
        public Config {
            exempt = List.copyOf(exempt);
        }
    }

    @Override
    public Verdict hello(SessionView session, String name) {
        if (Clients.isExempt(session, config.exempt())) {
            return Verdict.PROCEED;
        }
        if (name.startsWith("[") && name.endsWith("]")) {
            return literal(name.substring(1, name.length() - 1), session);
        }
        Domain domain;
        try {
            domain = Domain.parse(name);
        } catch (AddressSyntaxException _) {
            return refused("That is no name of a host");
        }
        if (config.qualified() && !name.contains(".")) {
            return refused("Say your full name, with its domain");
        }
        if (name.matches("[0-9.]+")) {
            return refused("Write an address in brackets");
        }
        if (domain.equals(server.hostname())) {
            return refused("That is my name, not yours");
        }
        return config.resolves() ? resolved(domain) : Verdict.PROCEED;
    }

    // RFC 5321 §4.1.3
    private static Verdict literal(String text, SessionView session) {
        String address = text.toUpperCase(Locale.ROOT).startsWith("IPV6:") ? text.substring("IPv6:".length()) : text;
        try {
            return InetAddress.ofLiteral(address).equals(session.client())
                    ? Verdict.PROCEED
                    : refused("That is not your address");
        } catch (IllegalArgumentException _) {
            return refused("That is no address");
        }
    }

    private Verdict resolved(Domain domain) {
        Answer<?> addresses = dns.addresses(domain.name());
        Answer<?> exchangers = addresses instanceof Answer.Found ? addresses : dns.mx(domain);
        if (addresses instanceof Answer.Found || exchangers instanceof Answer.Found) {
            return Verdict.PROCEED;
        }
        return addresses instanceof Answer.Failed || exchangers instanceof Answer.Failed
                ? Verdict.PROCEED
                : refused("That name has no address");
    }

    private static Verdict refused(String text) {
        return new Verdict.Refuse(Reply.of(550, "5.7.1", text));
    }
}
