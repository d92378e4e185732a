package org.postrider.kernel.boot;

import java.nio.file.Path;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.directory.QuotaConfig;
import org.postrider.kernel.dns.DnsConfig;
import org.postrider.kernel.event.LogConfig;
import org.postrider.kernel.history.HistoryConfig;
import org.postrider.kernel.login.LoginConfig;
import org.postrider.kernel.metrics.MonitorConfig;
import org.postrider.kernel.outbound.OutboundConfig;
import org.postrider.kernel.plugin.PluginsConfig;
import org.postrider.kernel.report.ReportsConfig;
import org.postrider.kernel.spool.MailboxesConfig;
import org.postrider.kernel.spool.SpoolConfig;
import org.postrider.kernel.tls.TlsConfig;

/// `conf/server.xml`, but for the options of plugins: those of `<store>`, `<search>` and `<transport>`.
record ServerConfig(
        @Option(
                doc = "The name in greetings, EHLO and Received: what the address's reverse look-up gives, and the MX"
                        + " record names.")
        Domain hostname,

        @Option(doc = "The domain of users who log in without one; the host name where it is not given.")
        Optional<Domain> defaultDomain,

        @Option(
                doc = "Who answers for this server (RFC 5321 §4.5.1) and is named in its reports; postmaster at the"
                        + " default domain where it is not given.")
        Optional<MailAddress> postmaster,

        @Option(doc = "How accepted mail is kept until it is delivered.", defaultValue = "")
        SpoolConfig spool,

        @Option(doc = "How mail leaves for other hosts.", defaultValue = "")
        OutboundConfig outbound,

        @Option(doc = "How senders are told what became of their mail.", defaultValue = "")
        ReportsConfig reports,

        @Option(doc = "Who is asked for the addresses of other hosts.", defaultValue = "")
        DnsConfig dns,

        @Option(doc = "The certificate of this server.", defaultValue = "")
        TlsConfig tls,

        @Option(doc = "How long removed and old mail is kept.", defaultValue = "")
        MailboxesConfig mailboxes,

        @Option(doc = "What an account may hold, where neither users.xml nor domains.xml says.", defaultValue = "")
        QuotaConfig quota,

        @Option(doc = "How long it can be asked what happened to a mail.", defaultValue = "")
        HistoryConfig history,

        @Option(doc = "How users show who they are, and what becomes of those who guess.", defaultValue = "")
        LoginConfig login,

        @Option(doc = "How the log is written.", defaultValue = "")
        LogConfig log,

        @Option(doc = "Metrics and health for programs that watch the server.", defaultValue = "")
        MonitorConfig monitor,

        @Option(doc = "What holds for each plugin of the folder plugins.", defaultValue = "")
        PluginsConfig plugins) {
    /// What every part may know.
    ServerInfo info(Path home) {
        Domain ofUsers = defaultDomain.orElse(hostname);
        MailAddress responsible = postmaster.orElseGet(() -> MailAddress.of("postmaster", ofUsers));
        String version = Optional.ofNullable(ServerConfig.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new ServerInfo(hostname, ofUsers, responsible, version, home);
    }
}
