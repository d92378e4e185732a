package org.postrider.kernel.dns;

import java.time.Duration;
import java.util.List;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Option;

/// `<dns>` in `server.xml`.
public record DnsConfig(
        @Option(doc = "The name servers to ask, with their ports (default 53). Without any: those of this machine.")
        List<HostPort> server,

        @Option(doc = "How long one question may take.", defaultValue = "5s")
        Duration timeout,

        @Option(doc = "How many answers are remembered.", defaultValue = "50000")
        int cacheMax) {
    public DnsConfig {
        server = List.copyOf(server);
        if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("timeout is 1ms to 1m");
        }
        if (cacheMax < 0) {
            throw new IllegalArgumentException("cacheMax is at least 0");
        }
    }
}
