package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.dns.Dns;
import org.postrider.kernel.boot.HomeSettings;
import org.postrider.kernel.control.ControlClient;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.dns.DnsJavaResolver;

/// What is looked at.
///
/// @param status the answer of the running server; empty where it is stopped
/// @param server asks the running server
/// @param patience how long something in the network may take
public record Patient(
        Path home,
        HomeSettings settings,
        Optional<Map<String, Object>> status,
        Questions server,
        Dns dns,
        InstantSource clock,
        Duration patience) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// The home as it is now.
    ///
    /// @throws ControlException where a server runs and does not answer
    /// @throws IOException where a name server's name cannot be found
    public static Patient of(Path home, HomeSettings settings) throws ControlException, IOException {
        ControlClient server = new ControlClient(home);
        return new Patient(
                home,
                settings,
                server.ask("status", Map.of()),
                server::ask,
                new DnsJavaResolver(settings.dns()),
                InstantSource.system(),
                PATIENCE);
    }

    /// The process of the running server.
    Optional<Long> pid() {
        return status.map(members -> members.get("pid"))
                .filter(Number.class::isInstance)
                .map(pid -> ((Number) pid).longValue());
    }

    /// Asks the running server; empty where it is stopped.
    interface Questions {
        Optional<Map<String, Object>> ask(String command, Map<String, Object> arguments) throws ControlException;
    }
}
