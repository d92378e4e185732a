package org.postrider.mailets.origin;

import java.net.InetAddress;
import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail from a client that a DNS list names (RFC 5782): `match="InSpammerBlacklist=dnsbl.example.org"`. Where the list
/// does not answer, the mail does not match. To refuse such mail at the door, see the checks of the listener.
final class InSpammerBlacklist implements MailMatcher {
    private final Dns dns;
    private final List<Domain> zones;

    public InSpammerBlacklist(Config config, Dns dns) {
        this.dns = dns;
        this.zones = config.zones();
    }

    /// @param zones any of them
    record Config(
            @Option(doc = "The zones of the lists, between commas.")
            List<Domain> zones) {
        Config {
            zones = List.copyOf(zones);
            if (zones.isEmpty()) {
                throw new IllegalArgumentException("say which: InSpammerBlacklist=dnsbl.example.org");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.origin()
                .client()
                .filter(client -> !client.isLoopbackAddress())
                .filter(client -> zones.stream().anyMatch(zone -> isListed(reversed(client), zone)))
                .isPresent();
    }

    // RFC 5782 §2.1: an address in 127.0.0.0/8 says that it is listed; anything else is a list that has ended.
    private boolean isListed(String reversed, Domain zone) {
        return dns.addresses(reversed + "." + zone) instanceof Dns.Answer.Found<InetAddress>(var found)
                && found.stream().anyMatch(InetAddress::isLoopbackAddress);
    }

    // RFC 5782 §2.1 and §2.4: octets of IPv4, hexadecimal digits of IPv6, the last first.
    private static String reversed(InetAddress client) {
        byte[] octets = client.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            name.append(name.isEmpty() ? "" : ".");
            if (octets.length == 4) {
                name.append(octet);
            } else {
                name.append(Integer.toHexString(octet & 15)).append('.').append(Integer.toHexString(octet >> 4));
            }
        }
        return name.toString();
    }
}
