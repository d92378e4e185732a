package org.postrider.kernel.outbound;

import java.util.Optional;
import org.postrider.api.config.Option;

/// `<destination>` in `<outbound>`: what holds for one domain or smart host.
public record DestinationLimits(
        @Option(doc = "A domain, `*.` and a domain for all below it, or the host of a route, as it stands there.")
        String name,

        @Option(doc = "How many deliveries to it go on at a time, at most.")
        Optional<Integer> concurrency,

        @Option(doc = "How many deliveries to it begin in a minute, at most.")
        Optional<Integer> perMinute) {
    public DestinationLimits {
        if (concurrency.filter(number -> number < 1).isPresent()
                || perMinute.filter(number -> number < 1).isPresent()) {
            throw new IllegalArgumentException("concurrency and perMinute are at least 1");
        }
    }

    boolean matches(String destination) {
        return DestinationName.matches(name, destination);
    }
}
