package org.postrider.kernel.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.kernel.ledger.RetrySchedule;

/// `<outbound>` in `server.xml`.
public record OutboundConfig(
        @Option(
                doc =
                        "When mail that another host does not take now is tried again: after the first, second, ... time; the"
                                + " last goes on.",
                defaultValue = "5m, 10m, 20m, 40m, 1h, 2h, 4h")
        List<Duration> retryDelays,

        @Option(doc = "When it is given up and reported to its sender (RFC 5321 §4.5.4.1).", defaultValue = "5d")
        Duration giveUpAfter,

        @Option(doc = "How many deliveries go on at a time.", defaultValue = "200")
        int concurrency,

        @Option(doc = "How many of them to one domain or smart host.", defaultValue = "20")
        int concurrencyPerDestination,

        @Option(doc = "How many addresses of a destination are tried one after another.", defaultValue = "10")
        int addressesMax,

        @Option(doc = "The port of MX hosts, where it is not 25: for tests, and behind odd firewalls.")
        Optional<Integer> mxPort) {
    public OutboundConfig {
        retryDelays = List.copyOf(retryDelays);
        if (concurrency < 1 || concurrencyPerDestination < 1 || addressesMax < 1) {
            throw new IllegalArgumentException("concurrency, concurrencyPerDestination, addressesMax are at least 1");
        }
    }

    /// When to try again.
    public RetrySchedule retrySchedule() {
        return new RetrySchedule(retryDelays, giveUpAfter);
    }
}
