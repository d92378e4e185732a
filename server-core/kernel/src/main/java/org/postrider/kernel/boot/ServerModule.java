package org.postrider.kernel.boot;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.dns.Dns;
import org.postrider.api.event.EventLog;
import org.postrider.api.login.CertificateCheck;
import org.postrider.api.login.LoginGuard;
import org.postrider.api.login.LoginPolicy;
import org.postrider.api.login.TokenCheck;
import org.postrider.api.net.Connector;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.repository.Repositories;
import org.postrider.api.state.ExpiringState;
import org.postrider.api.store.quota.QuotaStore;
import org.postrider.kernel.directory.Directories;
import org.postrider.kernel.directory.LocalRecipients;
import org.postrider.kernel.directory.Postmaster;
import org.postrider.kernel.directory.RelayDomains;
import org.postrider.kernel.directory.XmlRewriteTable;
import org.postrider.kernel.dns.DnsJavaResolver;
import org.postrider.kernel.event.EventFeed;
import org.postrider.kernel.event.MailLog;
import org.postrider.kernel.history.MailHistory;
import org.postrider.kernel.login.CertificateUsers;
import org.postrider.kernel.login.JwtTokens;
import org.postrider.kernel.login.LastLogins;
import org.postrider.kernel.login.LoginBans;
import org.postrider.kernel.metrics.MailMetrics;
import org.postrider.kernel.metrics.MonitorConfig;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.net.MinaConnector;
import org.postrider.kernel.outbound.OutboundConfig;
import org.postrider.kernel.outbound.Router;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.repository.FileRepositories;
import org.postrider.kernel.state.ExpiringFiles;
import org.postrider.kernel.state.StateFolders;
import org.postrider.kernel.tls.ClientContexts;

/// The services that every part may ask for, but for those that are parts of plugins themselves.
///
/// Making something opens files at most; nothing runs before it is started.
final class ServerModule extends AbstractModule {
    private final Path home;
    private final ServerConfig server;
    private final Routes routes;

    ServerModule(Path home, ServerConfig server, Routes routes) {
        this.home = home;
        this.server = server;
        this.routes = routes;
    }

    @Override
    protected void configure() {
        bind(InstantSource.class).toInstance(Clock.systemUTC());
        bind(ServerMetrics.class).toInstance(new ServerMetrics());
        bind(OutboundConfig.class).toInstance(server.outbound());
        bind(MonitorConfig.class).toInstance(server.monitor());
        bind(Routes.class).toInstance(routes);
        bind(ServerInfo.class).toInstance(server.info(home));
        bind(StateFolders.class).toInstance(new StateFolders(home.resolve("state")));
        FileRepositories repositories = new FileRepositories(home.resolve("repositories"));
        bind(FileRepositories.class).toInstance(repositories);
        bind(Repositories.class).toInstance(repositories);
        bind(Directory.class).to(Directories.class);
        bind(RewriteTable.class).to(XmlRewriteTable.class);
        bind(LoginPolicy.class).toInstance(server.login());
        bind(CertificateCheck.class)
                .toInstance(new CertificateUsers(server.login().certificate()));
        bind(LoginGuard.class).to(LoginBans.class);
        bind(ExpiringState.class).to(ExpiringFiles.class);
        bind(EventLog.class).to(EventFeed.class);
        bind(Connector.class).to(MinaConnector.class);
    }

    @Provides
    @Singleton
    MailHistory history(InstantSource clock) {
        return new MailHistory(server.history(), historyFolder(home), clock);
    }

    /// Where it is kept what happened to mails.
    static Path historyFolder(Path home) {
        return home.resolve("log").resolve("history");
    }

    @Provides
    @Singleton
    LastLogins lastLogins(StateFolders state, InstantSource clock) {
        return new LastLogins(state, clock);
    }

    @Provides
    @Singleton
    EventFeed events(MailHistory history, LastLogins logins, ServerMetrics metrics) {
        MailLog log = new MailLog();
        MailMetrics counts = new MailMetrics(metrics);
        return new EventFeed(event -> {
            log.record(event);
            counts.record(event);
            history.record(event);
            logins.record(event);
        });
    }

    @Provides
    @Singleton
    ExpiringFiles state(InstantSource clock) {
        return new ExpiringFiles(home.resolve("state"), clock);
    }

    @Provides
    @Singleton
    LoginBans bans(ExpiringState state, InstantSource clock) {
        return new LoginBans(server.login().guard(), state, clock);
    }

    @Provides
    @Singleton
    TokenCheck tokens(InstantSource clock) {
        return JwtTokens.of(server.login().oauth(), clock);
    }

    @Provides
    @Singleton
    Postmaster postmaster(ServerInfo info, Directory directory) {
        return new Postmaster(info, directory);
    }

    @Provides
    @Singleton
    XmlRewriteTable aliases(Directory directory, Postmaster postmaster) {
        return new XmlRewriteTable(home.resolve("conf"), directory, postmaster);
    }

    @Provides
    @Singleton
    RecipientCheck recipientCheck(
            Directory directory, XmlRewriteTable aliases, QuotaStore store, Postmaster postmaster) {
        return new LocalRecipients(directory, aliases, new RelayDomains(home.resolve("conf")), store, postmaster);
    }

    @Provides
    @Singleton
    Dns dns() throws IOException {
        return new DnsJavaResolver(server.dns());
    }

    @Provides
    @Singleton
    Router router(Dns dns, ServerInfo info, Routes routes) {
        return new Router(
                dns,
                info.hostname(),
                server.outbound(),
                routes,
                () -> ThreadLocalRandom.current().nextLong());
    }

    @Provides
    @Singleton
    MinaConnector connector() throws IOException {
        return new MinaConnector(ClientContexts.open(server.tls()));
    }
}
