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

        @Option(
                doc = "By how many per cent these times are changed at random, so that what came together does not come"
                        + " together again.",
                defaultValue = "10")
        int retryJitter,

        @Option(doc = "When it is given up and reported to its sender (RFC 5321 §4.5.4.1).", defaultValue = "5d")
        Duration giveUpAfter,

        @Option(doc = "How many deliveries go on at a time.", defaultValue = "500")
        int concurrency,

        @Option(
                doc = "How many of them to one domain or smart host, at most. It begins with five, grows while the host"
                        + " takes them, and shrinks when it wants less.",
                defaultValue = "50")
        int concurrencyPerDestination,

        @Option(
                doc = "How many recipients of a domain go in one transaction (RFC 5321 §4.5.3.1.8: hosts take at least"
                        + " 100).",
                defaultValue = "100")
        int recipientsPerTransaction,

        @Option(doc = "How many addresses of a destination are tried one after another.", defaultValue = "10")
        int addressesMax,

        @Option(doc = "The port of MX hosts, where it is not 25: for tests, and behind odd firewalls.")
        Optional<Integer> mxPort,

        @Option(doc = "What holds for some destinations; the first one that fits.")
        List<DestinationLimits> destination) {
    private static final int JITTER_MAX = 50;
    private static final int PORT_MAX = 65_535;

    public OutboundConfig {
        retryDelays = List.copyOf(retryDelays);
        destination = List.copyOf(destination);
        if (concurrency < 1 || concurrencyPerDestination < 1 || addressesMax < 1 || recipientsPerTransaction < 1) {
            throw new IllegalArgumentException(
                    "concurrency, concurrencyPerDestination, recipientsPerTransaction, addressesMax are at least 1");
        }
        if (retryJitter < 0 || retryJitter > JITTER_MAX) {
            throw new IllegalArgumentException("retryJitter is 0 to " + JITTER_MAX + " per cent");
        }
        if (mxPort.filter(port -> port < 1 || port > PORT_MAX).isPresent()) {
            throw new IllegalArgumentException("mxPort is 1 to " + PORT_MAX);
        }
        var _ = new RetrySchedule(retryDelays, giveUpAfter, retryJitter);
    }

    /// When to try again.
    public RetrySchedule retrySchedule() {
        return new RetrySchedule(retryDelays, giveUpAfter, retryJitter);
    }

    /// What was said of that destination.
    Optional<DestinationLimits> limits(String name) {
        return destination.stream().filter(limits -> limits.matches(name)).findFirst();
    }
}
