package org.postrider.filters;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.postrider.api.config.Network;
import org.postrider.api.dns.Dns;
import org.postrider.api.dns.Dns.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A DNS list, looked at again and again whether it is in order. Thread-safe.
final class ListedZone {
    private static final Logger LOG = LoggerFactory.getLogger(ListedZone.class);
    private static final Duration LOOK_EVERY = Duration.ofHours(1);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
    private static final Network ANSWERS = Network.parse("127.0.0.0/8");
    private static final Network REFUSED = Network.parse("127.255.255.0/24");
    private static final String HEX = "0123456789abcdef";

    private final DnsLists.Zone zone;
    private final Dns dns;
    private final InstantSource clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean healthy = true;
    private volatile Instant lookAt = Instant.MIN;

    ListedZone(DnsLists.Zone zone, Dns dns, InstantSource clock) {
        this.zone = zone;
        this.dns = dns;
        this.clock = clock;
    }

    String name() {
        return zone.name().name();
    }

    int weight() {
        return zone.weight();
    }

    /// False also where the list is not in order, or does not answer.
    boolean lists(InetAddress client) {
        look();
        return healthy && isListed(dns.addresses(question(client)));
    }

    // RFC 5782 §5: 127.0.0.2 is always listed, 127.0.0.1 never.
    private void look() {
        if (clock.instant().isBefore(lookAt) || !looking.tryLock()) {
            return;
        }
        try {
            Answer<InetAddress> always = dns.addresses("2.0.0.127." + name());
            Answer<InetAddress> never = dns.addresses("1.0.0.127." + name());
            boolean good = always instanceof Answer.Found && !(never instanceof Answer.Found);
            if (good != healthy) {
                healthy = good;
                if (good) {
                    LOG.info("The DNS list {} is in order again", name());
                } else {
                    LOG.warn(
                            "The DNS list {} lists {} and does not count until it is in order again; does it answer this"
                                    + " server's name servers?",
                            name(),
                            never instanceof Answer.Found ? "everybody" : "nobody");
                }
            }
            lookAt = clock.instant().plus(good ? LOOK_EVERY : LOOK_AGAIN);
        } finally {
            looking.unlock();
        }
    }

    private boolean isListed(Answer<InetAddress> answer) {
        return answer instanceof Answer.Found<InetAddress>(List<InetAddress> found)
                && found.stream().anyMatch(this::counts);
    }

    private boolean counts(InetAddress code) {
        return zone.codes().isEmpty()
                ? ANSWERS.contains(code) && !REFUSED.contains(code)
                : zone.codes().stream().anyMatch(network -> network.contains(code));
    }

    // RFC 5782 §2.1, §2.4: the octets, or the hexadecimal digits, backwards.
    private String question(InetAddress client) {
        byte[] octets = client.getAddress();
        StringBuilder name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (octets.length == 4) {
                name.append(octet).append('.');
            } else {
                name.append(HEX.charAt(octet & 0xf))
                        .append('.')
                        .append(HEX.charAt(octet >> 4))
                        .append('.');
            }
        }
        return name.append(name()).toString();
    }
}
