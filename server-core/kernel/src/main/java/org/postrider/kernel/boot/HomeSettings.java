package org.postrider.kernel.boot;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.HostPort;
import org.postrider.api.mail.Domain;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.boot.PostriderServer.Held;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.DomainsConfig;
import org.postrider.kernel.dns.DnsConfig;
import org.postrider.kernel.event.LogConfig;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.tls.TlsConfig;

/// What the configuration of a home says, for who looks at it from outside: nothing is opened, made or locked, so that
/// it may be read beside a running server.
///
/// @param domains whose mail ends here, in the order of `domains.xml`
/// @param spool the folder of journal and large contents
/// @param diskFreeMin how much of its disk stays free
public record HomeSettings(
        ServerInfo server,
        List<Domain> domains,
        List<Listener> listeners,
        TlsConfig tls,
        DnsConfig dns,
        Path spool,
        ByteSize diskFreeMin) {
    public HomeSettings {
        domains = List.copyOf(domains);
        listeners = List.copyOf(listeners);
    }

    /// @throws ConfigurationException with everything that is wrong in `conf` and `plugins`
    /// @throws StartException where the home cannot be used
    public static HomeSettings read(Path folder) throws ConfigurationException, StartException {
        Path home = folder.toAbsolutePath();
        PostriderServer.checkHome(home);
        Problems problems = new Problems();
        PluginCatalog catalog = PostriderServer.catalog(home, problems);
        Deque<Held> held = new ArrayDeque<>(List.of(new Held("plugins", catalog)));
        try {
            Optional<Configuration> configuration = new ConfigurationLoader(home, catalog, problems).load();
            if (configuration.isEmpty() || !problems.isEmpty()) {
                throw new ConfigurationException(problems.list());
            }
            return of(home, configuration.get());
        } finally {
            PostriderServer.release(held);
        }
    }

    /// How the log is to be written, as far as `server.xml` can be read; what is wrong with it is told later.
    public static LogConfig.Format logFormat(Path home) {
        Problems problems = new Problems();
        return new ConfigReader()
                .read(home.resolve("conf").resolve("server.xml"), problems)
                .flatMap(root -> root.children("log").stream().findFirst())
                .flatMap(log -> new RecordBinder(home).bind(log, LogConfig.class, problems))
                .map(LogConfig::format)
                .orElse(LogConfig.Format.TEXT);
    }

    private static HomeSettings of(Path home, Configuration good) throws ConfigurationException {
        ServerConfig server = good.server();
        return new HomeSettings(
                server.info(home),
                domains(home),
                good.listeners().stream()
                        .map(Configuration.Listening::config)
                        .map(Listener::of)
                        .toList(),
                server.tls(),
                server.dns(),
                server.spool().folder(),
                server.spool().diskFreeMin());
    }

    private static List<Domain> domains(Path home) throws ConfigurationException {
        Problems problems = new Problems();
        Optional<DomainsConfig> domains = new ConfigReader()
                .read(home.resolve("conf").resolve("domains.xml"), problems)
                .flatMap(root -> new RecordBinder(home).bind(root, DomainsConfig.class, problems));
        if (domains.isEmpty() || !problems.isEmpty()) {
            throw new ConfigurationException(problems.list());
        }
        return domains.get().domain().stream()
                .map(DomainsConfig.DomainEntry::name)
                .toList();
    }

    /// A `<listener>`.
    ///
    /// @param protocol such as `smtp`
    public record Listener(
            String name, String protocol, List<HostPort> bind, Encryption encryption, int connectionsMax) {
        public Listener {
            bind = List.copyOf(bind);
        }

        private static Listener of(ListenerConfig config) {
            Encryption encryption = switch (config.tls()) {
                case NONE -> Encryption.NONE;
                case STARTTLS -> Encryption.STARTTLS;
                case IMPLICIT -> Encryption.IMPLICIT;
            };
            return new Listener(config.name(), config.protocol(), config.bind(), encryption, config.maxConnections());
        }
    }

    /// How a listener's connections come to TLS.
    public enum Encryption {
        NONE,
        STARTTLS,
        IMPLICIT
    }
}
