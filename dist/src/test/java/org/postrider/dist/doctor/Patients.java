package org.postrider.dist.doctor;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.boot.HomeSettings;
import org.postrider.kernel.boot.HomeSettings.Listener;
import org.postrider.kernel.dns.DnsConfig;
import org.postrider.kernel.tls.TlsConfig;

/// Homes of the server mx.example.org for example.org.
final class Patients {
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Patients() {}

    /// A stopped one of which only the records are looked at.
    static Patient stopped(Dns dns) {
        return of(Path.of("/nonexistent"), dns, List.of(), Optional.empty());
    }

    static Patient of(Path home, Dns dns, List<Listener> listeners, Optional<Map<String, Object>> status) {
        Domain domain = Domain.parse("example.org");
        ServerInfo info =
                new ServerInfo(Domain.parse("mx.example.org"), domain, MailAddress.of("postmaster", domain), "1", home);
        HomeSettings settings = new HomeSettings(
                info,
                List.of(domain),
                listeners,
                new TlsConfig(
                        home.resolve("keys/certificate.pem"),
                        home.resolve("keys/key.pem"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("TLSv1.3")),
                new DnsConfig(List.of(), Duration.ofSeconds(5), 10),
                home.resolve("spool"),
                ByteSize.parse("1KiB"));
        return new Patient(home, settings, status, (_, _) -> Optional.empty(), dns, InstantSource.fixed(NOW), PATIENCE);
    }
}
