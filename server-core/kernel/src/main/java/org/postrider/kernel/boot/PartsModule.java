package org.postrider.kernel.boot;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Provides;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.keep.KeepingStore;
import org.postrider.api.store.quota.QuotaStore;
import org.postrider.api.store.share.Sharing;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.Directories;
import org.postrider.kernel.directory.DirectoryEntry;
import org.postrider.kernel.event.EventFeed;
import org.postrider.kernel.event.ObserverQueue;
import org.postrider.kernel.event.Observers;
import org.postrider.kernel.explain.PipelineRehearsal;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.metrics.TimedSearch;
import org.postrider.kernel.net.NetServer;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.spool.MailboxUpkeep;
import org.postrider.kernel.spool.QuotaWarnings;
import org.postrider.kernel.state.StateFolders;
import org.postrider.kernel.tls.ServerContexts;

/// The parts of plugins that the configuration chose.
final class PartsModule extends AbstractModule {
    private final Path home;
    private final Configuration configuration;
    private final PluginCatalog catalog;
    private final RecordBinder binder;
    private final Problems problems;

    /// @param problems what plugins object to while their parts are made
    PartsModule(Path home, Configuration configuration, PluginCatalog catalog, RecordBinder binder, Problems problems) {
        this.home = home;
        this.configuration = configuration;
        this.catalog = catalog;
        this.binder = binder;
        this.problems = problems;
    }

    @Provides
    @Singleton
    ComponentFactory parts(Injector services) {
        return ComponentFactory.making(
                catalog, binder, services, configuration.server().plugins());
    }

    @Provides
    @Singleton
    List<DerivedField> derivedFields(ComponentFactory parts) {
        List<DerivedField> fields = new ArrayList<>();
        for (ComponentClass<DerivedField> field : catalog.all(ComponentKind.DERIVED_FIELD)) {
            fields.add(make(parts, ComponentKind.DERIVED_FIELD, field.name(), empty("derivedField"), Set.of()));
        }
        return List.copyOf(fields);
    }

    /// As the configuration chose it.
    @Provides
    @Singleton
    PlainStore plainStore(ComponentFactory parts) {
        return new PlainStore(chosen(parts, ComponentKind.STORE, configuration.store()));
    }

    @Provides
    @Singleton
    KeepingStore keepingStore(PlainStore plain) {
        return new KeepingStore(
                plain.store(), configuration.server().mailboxes().keepExpunged().isPositive());
    }

    @Provides
    @Singleton
    QuotaStore store(
            PlainStore plain, KeepingStore store, Directory directory, ServerInfo server, InstantSource clock) {
        int warnAt = configuration.server().quota().warnAt();
        return new QuotaStore(store, directory::quota, new QuotaWarnings(plain.store(), server, clock, warnAt));
    }

    @Provides
    @Singleton
    MailboxUpkeep upkeep(PlainStore plain, KeepingStore keeping, Directory directory, InstantSource clock) {
        return new MailboxUpkeep(configuration.server().mailboxes(), plain.store(), keeping, directory, clock);
    }

    @Provides
    @Singleton
    MailStore store(QuotaStore store) {
        return store;
    }

    @Provides
    @Singleton
    Sharing sharing(QuotaStore store, StateFolders state, Directory directory) throws IOException {
        return new Sharing(store, state.of("mailboxes").table("shared", Sharing.OWNERS_MAX), directory::groups);
    }

    @Provides
    @Singleton
    Directories directories(ComponentFactory parts, ServerInfo info, InstantSource clock) {
        Map<String, UserDirectory> directories = new LinkedHashMap<>();
        for (Configuration.Keeping keeping : configuration.directories()) {
            UserDirectory made = make(
                    parts,
                    ComponentKind.DIRECTORY,
                    keeping.entry().type(),
                    keeping.element(),
                    ConfigurationLoader.options(DirectoryEntry.class));
            directories.put(keeping.entry().name(), Directories.cached(made, keeping.entry(), clock));
        }
        return new Directories(
                home.resolve("conf"),
                directories,
                info,
                clock,
                configuration.server().quota());
    }

    @Provides
    @Singleton
    SearchIndex search(ComponentFactory parts, ServerMetrics metrics) {
        return new TimedSearch(
                chosen(parts, ComponentKind.SEARCH, configuration.search()),
                metrics.times("search_seconds", "How long the search index took for a question."));
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

    @Provides
    @Singleton
    Observers observers(
            ComponentFactory parts, EventFeed feed, MailStore store, ServerMetrics metrics, InstantSource clock) {
        List<ObserverQueue> queues = new ArrayList<>();
        for (ConfigElement element : configuration.observers()) {
            String name = attribute(element, "class");
            LoadedPlugin plugin =
                    catalog.find(ComponentKind.OBSERVER, name).orElseThrow().plugin();
            queues.add(new ObserverQueue(
                    "The observer " + name + " of the plugin " + plugin,
                    make(parts, ComponentKind.OBSERVER, name, element, Set.of("class")),
                    metrics.lostEvents(plugin.name(), name),
                    clock));
        }
        return new Observers(queues, feed, store);
    }

    @Provides
    @Singleton
    PipelineGeneration firstPipeline(ComponentFactory parts) {
        PluginCatalog own = PostriderServer.catalog(home, problems);
        if (!problems.isEmpty()) {
            PipelineGeneration.close(own);
            throw new PartFailedException();
        }
        return PipelineGeneration.make(own, configuration.pipeline(), parts, problems)
                .orElseThrow(PartFailedException::new);
    }

    @Provides
    @Singleton
    LivePipeline pipeline(PipelineGeneration first) {
        return new LivePipeline(first.pipeline(), first::end);
    }

    @Provides
    @Singleton
    ConfigReload reload(ComponentFactory parts, LivePipeline live, Routes routes, PipelineGeneration first) {
        return new ConfigReload(home, parts, RestartNeeds.since(home, catalog), live, routes, first);
    }

    @Provides
    @Singleton
    PipelineRehearsal rehearsal(LivePipeline pipeline, Routes routes) {
        return new PipelineRehearsal(pipeline, routes);
    }

    @Provides
    @Singleton
    Listeners listeners(ComponentFactory parts, ServerInfo server, ServerMetrics metrics, InstantSource clock)
            throws IOException {
        ServerContexts contexts = ServerContexts.open(configuration.server().tls(), server, clock);
        Listeners listeners = new Listeners(new NetServer(), contexts::current, metrics);
        boolean good = true;
        for (Configuration.Listening listening : configuration.listeners()) {
            good &= listeners.prepare(listening, parts, problems);
        }
        if (!good) {
            throw new PartFailedException();
        }
        return listeners;
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

    /// The store without what stands before it for everybody else.
    record PlainStore(MailStore store) {}

    /// A part could not be made; why stands among the problems.
    static final class PartFailedException extends RuntimeException {}
}
