package org.postrider.kernel.metrics;

import java.util.List;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Option;

/// `<monitor>` in `server.xml`.
public record MonitorConfig(
        @Option(
                doc = "Where metrics and health are served by HTTP: address:port, such as 127.0.0.1:9925; several with"
                        + " commas. Whoever reaches it reads them: there is no password and no TLS. Without it,"
                        + " nothing is served.")
        List<HostPort> bind) {
    public MonitorConfig {
        bind = List.copyOf(bind);
        if (bind.stream().anyMatch(address -> address.isPath() || address.port().isEmpty())) {
            throw new IllegalArgumentException("each bind needs an address and a port, such as 127.0.0.1:9925");
        }
    }
}
