package org.postrider.kernel.boot;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.event.EventLog;
import org.postrider.api.net.Connector;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.spool.Spool;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.LocalRecipients;
import org.postrider.kernel.directory.XmlDirectory;
import org.postrider.kernel.directory.XmlRewriteTable;
import org.postrider.kernel.event.MailLog;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Ledger;
import org.postrider.kernel.net.MinaConnector;
import org.postrider.kernel.net.NetServer;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.pipeline.PipelineCompiler;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.report.FailureReports;
import org.postrider.kernel.spool.Checkpoints;
import org.postrider.kernel.spool.MailSpool;
import org.postrider.kernel.spool.MessageJourney;
import org.postrider.kernel.spool.SpoolConfig;
import org.postrider.kernel.spool.SpoolWorkers;
import org.postrider.kernel.tls.ClientContexts;
import org.postrider.kernel.tls.ServerContexts;

/// What the server is made of: services, and the parts of plugins that the configuration chose.
///
/// Making something opens files at most; nothing runs before it is started.
final class ServerModule extends AbstractModule {
    private final Path home;
    private final Configuration configuration;
    private final PluginCatalog catalog;
    private final JournalLedger ledger;
    private final Problems problems;

    /// @param problems what plugins object to while their parts are made
    ServerModule(
            Path home, Configuration configuration, PluginCatalog catalog, JournalLedger ledger, Problems problems) {
        this.home = home;
        this.configuration = configuration;
        this.catalog = catalog;
        this.ledger = ledger;
        this.problems = problems;
    }

    @Override
    protected void configure() {
        bind(InstantSource.class).toInstance(Clock.systemUTC());
        bind(EventLog.class).to(MailLog.class).in(Singleton.class);
        bind(Directory.class).to(XmlDirectory.class);
        bind(Connector.class).to(MinaConnector.class);
        bind(RewriteTable.class).to(XmlRewriteTable.class);
        bind(SpoolConfig.class).toInstance(configuration.server().spool());
        bind(JournalLedger.class).toInstance(ledger);
        bind(Ledger.class).toInstance(ledger);
    }

    @Provides
    @Singleton
    ServerInfo serverInfo() {
        return configuration.server().info(home);
    }

    @Provides
    @Singleton
    MailLog mailLog() {
        return new MailLog();
    }

    @Provides
    @Singleton
    XmlDirectory directory(ServerInfo server, InstantSource clock) {
        return new XmlDirectory(home.resolve("conf"), server, clock);
    }

    @Provides
    @Singleton
    XmlRewriteTable aliases() {
        return new XmlRewriteTable(home.resolve("conf"));
    }

    @Provides
    @Singleton
    RecipientCheck recipientCheck(Directory directory, XmlRewriteTable aliases) {
        return new LocalRecipients(directory, aliases);
    }

    @Provides
    @Singleton
    ComponentFactory parts(Injector injector) {
        return ComponentFactory.making(catalog, new RecordBinder(home), injector);
    }

    @Provides
    @Singleton
    MinaConnector connector() throws IOException {
        return new MinaConnector(ClientContexts.open(configuration.server().tls()));
    }

    @Provides
    @Singleton
    Listeners listeners(ComponentFactory parts, ServerInfo server, InstantSource clock) throws IOException {
        ServerContexts contexts = ServerContexts.open(configuration.server().tls(), server, clock);
        Listeners listeners = new Listeners(new NetServer(), contexts::current);
        boolean good = true;
        for (Configuration.Listening listening : configuration.listeners()) {
            good &= listeners.prepare(listening, parts, problems);
        }
        if (!good) {
            throw new PartFailedException();
        }
        return listeners;
    }

    @Provides
    @Singleton
    Spool spool(SpoolConfig config, EventLog events, InstantSource clock) {
        return new MailSpool(config, ledger, events, clock);
    }

    @Provides
    @Singleton
    MessageJourney journey(
            ComponentFactory parts, MailStore store, ServerInfo server, EventLog events, InstantSource clock) {
        Pipeline pipeline = new PipelineCompiler(catalog, parts, problems)
                .compile(configuration.pipeline())
                .orElseThrow(PartFailedException::new);
        return new MessageJourney(
                new AtomicReference<>(pipeline),
                store,
                ledger,
                new FailureReports(server, clock),
                configuration.server().spool().retrySchedule(),
                events,
                clock);
    }

    @Provides
    @Singleton
    SpoolWorkers workers(SpoolConfig config, MessageJourney journey, InstantSource clock) {
        return new SpoolWorkers(config, ledger, journey, clock);
    }

    @Provides
    @Singleton
    Checkpoints checkpoints(SpoolConfig config, MailStore store) {
        return new Checkpoints(config, ledger, store);
    }

    @Provides
    @Singleton
    Set<DerivedField> derivedFields(ComponentFactory parts) {
        Set<DerivedField> fields = new LinkedHashSet<>();
        for (ComponentClass<DerivedField> field : catalog.all(ComponentKind.DERIVED_FIELD)) {
            fields.add(make(parts, ComponentKind.DERIVED_FIELD, field.name(), empty("derivedField"), Set.of()));
        }
        return Set.copyOf(fields);
    }

    @Provides
    @Singleton
    MailStore store(ComponentFactory parts) {
        return chosen(parts, ComponentKind.STORE, configuration.store());
    }

    @Provides
    @Singleton
    SearchIndex search(ComponentFactory parts) {
        return chosen(parts, ComponentKind.SEARCH, configuration.search());
    }

    /// By name.
    @Provides
    @Singleton
    Map<String, Transport> transports(ComponentFactory parts) {
        Map<String, Transport> transports = new LinkedHashMap<>();
        for (ComponentClass<Transport> transport : catalog.all(ComponentKind.TRANSPORT)) {
            ConfigElement element = configuration.transports().stream()
                    .filter(found -> attribute(found, "name").equals(transport.name()))
                    .findFirst()
                    .orElse(empty("transport"));
            transports.put(
                    transport.name(), make(parts, ComponentKind.TRANSPORT, transport.name(), element, Set.of("name")));
        }
        return Map.copyOf(transports);
    }

    private <T> T chosen(ComponentFactory parts, ComponentKind<T> kind, ConfigElement element) {
        return make(parts, kind, attribute(element, "type"), element, Set.of("type"));
    }

    private <T> T make(
            ComponentFactory parts, ComponentKind<T> kind, String name, ConfigElement element, Set<String> ignored) {
        return parts.make(kind, name, element, ignored, problems).orElseThrow(PartFailedException::new);
    }

    private ConfigElement empty(String name) {
        return new ConfigElement(name, configuration.store().location(), List.of(), List.of(), "");
    }

    private static String attribute(ConfigElement element, String name) {
        return element.attribute(name).map(ConfigElement.Attribute::value).orElse("");
    }

    /// A part could not be made; why stands among the problems.
    static final class PartFailedException extends RuntimeException {}
}
