package org.postrider.kernel.boot;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Map;
import org.postrider.api.event.EventLog;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.queue.QueueFlush;
import org.postrider.api.spool.Spool;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.history.MailHistory;
import org.postrider.kernel.ledger.Insistence;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.outbound.DeliveryAttempt;
import org.postrider.kernel.outbound.OutboundConfig;
import org.postrider.kernel.outbound.OutboundQueue;
import org.postrider.kernel.outbound.Router;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.queue.MailQueue;
import org.postrider.kernel.report.StatusReports;
import org.postrider.kernel.spool.Checkpoints;
import org.postrider.kernel.spool.MailSpool;
import org.postrider.kernel.spool.MessageJourney;
import org.postrider.kernel.spool.SpoolConfig;
import org.postrider.kernel.spool.SpoolWorkers;

/// What takes responsibility for mail and carries it: spool, pipeline, outbound queue, all on one ledger.
final class MailModule extends AbstractModule {
    private final ServerConfig server;

    MailModule(ServerConfig server) {
        this.server = server;
    }

    @Override
    protected void configure() {
        bind(SpoolConfig.class).toInstance(server.spool());
        bind(Ledger.class).to(JournalLedger.class);
        bind(Spool.class).to(MailSpool.class);
    }

    @Provides
    @Singleton
    MailSpool spool(
            SpoolConfig config, JournalLedger ledger, EventLog events, ServerMetrics metrics, InstantSource clock) {
        metrics.counts("journal_records", "Records that were appended to the journal.", ledger::journalRecords);
        metrics.counts(
                "journal_forces",
                "Times that the journal waited for the disk; records by forces is how many went together.",
                ledger::journalForces);
        return new MailSpool(config, ledger, events, clock);
    }

    @Provides
    @Singleton
    StatusReports reports(ServerInfo info, InstantSource clock) {
        return new StatusReports(server.reports(), info, clock);
    }

    @Provides
    @Singleton
    MessageJourney journey(
            Routes routes,
            LivePipeline pipeline,
            MailStore store,
            StatusReports reports,
            EventLog events,
            MailHistory history,
            JournalLedger ledger,
            ServerMetrics metrics,
            InstantSource clock) {
        return new MessageJourney(
                pipeline,
                routes,
                store,
                new Insistence(ledger),
                reports,
                server.spool().retrySchedule(),
                events,
                history,
                metrics.times(
                        "store_delivery_seconds", "How long the store took for a mail, all its recipients together."),
                clock);
    }

    @Provides
    @Singleton
    SpoolWorkers workers(SpoolConfig config, JournalLedger ledger, MessageJourney journey, InstantSource clock) {
        return new SpoolWorkers(config, ledger, journey, clock);
    }

    @Provides
    @Singleton
    Checkpoints checkpoints(SpoolConfig config, JournalLedger ledger, MailStore store) {
        return new Checkpoints(config, ledger, store);
    }

    @Provides
    @Singleton
    OutboundQueue outbound(
            OutboundConfig config,
            Routes routes,
            Router router,
            Map<String, Transport> transports,
            StatusReports reports,
            EventLog events,
            JournalLedger ledger,
            InstantSource clock) {
        DeliveryAttempt attempt = new DeliveryAttempt(
                routes, router, transports, new Insistence(ledger), config.retrySchedule(), reports, events, clock);
        return new OutboundQueue(config, server.reports().delayAfter(), ledger, attempt, clock);
    }

    // Late: the queue needs the transports, one of which may be who asks.
    @Provides
    @Singleton
    QueueFlush flush(Provider<OutboundQueue> outbound) {
        return (domain, subdomains) -> outbound.get().flush(domain, subdomains);
    }

    @Provides
    @Singleton
    MailQueue queue(
            OutboundQueue outbound, SpoolWorkers workers, JournalLedger ledger, EventLog events, InstantSource clock) {
        return new MailQueue(
                ledger,
                outbound,
                workers::flush,
                events,
                clock,
                server.outbound().giveUpAfter());
    }
}
