package org.postrider.kernel.boot;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.RecipientCheck;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.keep.KeepingStore;
import org.postrider.api.store.share.Sharing;
import org.postrider.kernel.boot.PartsModule.PartFailedException;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.Directories;
import org.postrider.kernel.event.Observers;
import org.postrider.kernel.explain.AddressExplanation;
import org.postrider.kernel.explain.MessageFinder;
import org.postrider.kernel.explain.PipelineRehearsal;
import org.postrider.kernel.history.HistorySearch;
import org.postrider.kernel.history.MailHistory;
import org.postrider.kernel.history.TracedMail;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.login.LastLogins;
import org.postrider.kernel.login.LoginBans;
import org.postrider.kernel.metrics.MonitorConfig;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.net.MinaConnector;
import org.postrider.kernel.outbound.OutboundQueue;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.pipeline.graph.PipelineGraph;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.queue.MailQueue;
import org.postrider.kernel.repository.FileRepositories;
import org.postrider.kernel.repository.RepositoryDesk;
import org.postrider.kernel.spool.Checkpoints;
import org.postrider.kernel.spool.MailSpool;
import org.postrider.kernel.spool.MailboxUpkeep;
import org.postrider.kernel.spool.MessageJourney;
import org.postrider.kernel.spool.SpoolConfig;
import org.postrider.kernel.spool.SpoolWorkers;
import org.postrider.kernel.state.ExpiringFiles;
import org.postrider.kernel.state.StateFolders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server, from its home: [#boot], [#start], [#stop], once each and in this order.
public final class PostriderServer {
    private static final Logger LOG = LoggerFactory.getLogger(PostriderServer.class);

    static {
        // Guice would write classes while it starts, by ways that Java 25 warns of and a later one closes; without
        // them it is no slower at what it does here.
        setUnlessGiven("guice_bytecode_gen_option", "DISABLED");
        setUnlessGiven("guice_include_stack_traces", "OFF");
    }

    // What must be let go of at the end, last first.
    private final Deque<Held> held;
    private final StartOrder order = new StartOrder();
    private final Listeners listeners;
    private final RepositoryDesk repositories;
    private final MailQueue queue;
    private final ConfigReload reload;
    private final LoginBans bans;
    private final LastLogins logins;
    private final ServerMetrics metrics;
    private final MailStore mailboxes;
    private final SearchIndex search;
    private final Directories directory;
    private final AddressExplanation addresses;
    private final PipelineRehearsal rehearsal;
    private final RecipientCheck recipients;
    private final KeepingStore keeping;
    private final Sharing sharing;
    private final ServerInfo info;
    private final MailHistory history;
    private final MessageFinder messages;
    private final MailSpool spool;
    private final MonitorConfig monitor;
    private volatile Duration stopLimit = Duration.ZERO;

    private PostriderServer(Deque<Held> held, Injector injector) {
        this.held = held;
        this.spool = injector.getInstance(MailSpool.class);
        this.monitor = injector.getInstance(MonitorConfig.class);
        injector.getInstance(MessageJourney.class);
        this.search = injector.getInstance(SearchIndex.class);
        this.repositories = new RepositoryDesk(
                injector.getInstance(FileRepositories.class),
                injector.getInstance(MailSpool.class),
                injector.getInstance(LivePipeline.class)::processors,
                injector.getInstance(InstantSource.class));
        this.queue = injector.getInstance(MailQueue.class);
        this.logins = injector.getInstance(LastLogins.class);
        this.bans = injector.getInstance(LoginBans.class);
        this.metrics = injector.getInstance(ServerMetrics.class);
        this.mailboxes = injector.getInstance(MailStore.class);
        this.directory = injector.getInstance(Directories.class);
        this.addresses = injector.getInstance(AddressExplanation.class);
        this.rehearsal = injector.getInstance(PipelineRehearsal.class);
        this.recipients = injector.getInstance(RecipientCheck.class);
        this.keeping = injector.getInstance(KeepingStore.class);
        this.sharing = injector.getInstance(Sharing.class);
        this.info = injector.getInstance(ServerInfo.class);
        this.history = injector.getInstance(MailHistory.class);
        this.messages = new MessageFinder(queue, injector.getInstance(FileRepositories.class), mailboxes);
        OutboundQueue outbound = injector.getInstance(OutboundQueue.class);
        this.listeners = injector.getInstance(Listeners.class);
        MinaConnector connector = injector.getInstance(MinaConnector.class);
        held.push(new Held("connector", connector));
        held.push(new Held("state of plugins", injector.getInstance(StateFolders.class)));
        ComponentFactory parts = injector.getInstance(ComponentFactory.class);
        ExpiringFiles state = injector.getInstance(ExpiringFiles.class);
        held.push(new Held("state", state));
        order.add("state", part(state::start, state::write));
        order.add("history", part(history::start, history::stop));
        addParts(parts, ComponentKind.DIRECTORY);
        addParts(parts, ComponentKind.STORE);
        addParts(parts, ComponentKind.SEARCH);
        addParts(parts, ComponentKind.TRANSPORT);
        Observers observers = injector.getInstance(Observers.class);
        addParts(parts, ComponentKind.OBSERVER);
        order.add("observers", part(observers::start, () -> observers.stop(stopLimit)));
        this.reload = injector.getInstance(ConfigReload.class);
        held.push(new Held("pipeline", reload::stop));
        order.add("pipeline", part(reload::start, reload::stop));
        Checkpoints checkpoints = injector.getInstance(Checkpoints.class);
        order.add("checkpoints", part(checkpoints::start, checkpoints::stop));
        MailboxUpkeep upkeep = injector.getInstance(MailboxUpkeep.class);
        order.add("upkeep", part(upkeep::start, upkeep::stop));
        SpoolWorkers workers = injector.getInstance(SpoolWorkers.class);
        order.add("spool", part(workers::start, () -> workers.stop(stopLimit)));
        order.add("outbound queue", part(outbound::start, () -> outbound.stop(stopLimit)));
        addParts(parts, ComponentKind.SESSION_FILTER);
        addParts(parts, ComponentKind.PROTOCOL);
        order.add("listeners", part(listeners::start, () -> listeners.stop(stopLimit)));
    }

    /// Reads and checks the whole configuration and makes every part; nothing runs yet.
    ///
    /// @throws ConfigurationException with everything that is wrong in `conf` and `plugins`
    /// @throws StartException where the home cannot be used
    public static PostriderServer boot(Path folder) throws ConfigurationException, StartException {
        Path home = folder.toAbsolutePath();
        checkHome(home);
        Deque<Held> held = new ArrayDeque<>();
        held.push(new Held("lock", HomeLock.take(home)));
        try {
            return boot(home, held);
        } catch (ConfigurationException | StartException | RuntimeException e) {
            release(held);
            throw e;
        }
    }

    private static PostriderServer boot(Path home, Deque<Held> held) throws ConfigurationException, StartException {
        Problems problems = new Problems();
        PluginCatalog catalog = catalog(home, problems);
        held.push(new Held("plugins", catalog));
        Optional<Configuration> configuration = new ConfigurationLoader(home, catalog, problems).load();
        if (configuration.isEmpty() || !problems.isEmpty()) {
            throw new ConfigurationException(problems.list());
        }
        JournalLedger ledger = openLedger(configuration.get().server().spool());
        held.push(new Held("journal", ledger));
        try {
            List<Module> modules = new ArrayList<>(modules(home, configuration.get(), catalog, problems));
            modules.add(binder -> binder.bind(JournalLedger.class).toInstance(ledger));
            return new PostriderServer(held, Guice.createInjector(modules));
        } catch (ProvisionException e) {
            if (e.getCause() instanceof PartFailedException) {
                throw new ConfigurationException(problems.list());
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException("the server cannot be made: " + cause.getMessage(), cause);
        }
    }

    /// Everything that is bound, but for the journal.
    static List<Module> modules(Path home, Configuration configuration, PluginCatalog catalog, Problems problems) {
        ServerConfig server = configuration.server();
        return List.of(
                new ServerModule(home, server, configuration.routes()),
                new PartsModule(home, configuration, catalog, new RecordBinder(home), problems),
                new MailModule(server));
    }

    private static JournalLedger openLedger(SpoolConfig spool) throws StartException {
        try {
            return JournalLedger.open(spool.folder(), spool.segmentSize().octets());
        } catch (IOException e) {
            throw new StartException("the spool in " + spool.folder() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /// Everything that is wrong with the configuration of `home`. Nothing is made, opened or changed, so that it may
    /// be asked beside a running server.
    public static List<Problem> configCheck(Path home) {
        Problems problems = new Problems();
        try {
            checkHome(home);
        } catch (StartException e) {
            problems.add(Location.of(home), String.valueOf(e.getMessage()));
            return problems.list();
        }
        PluginCatalog catalog = catalog(home, problems);
        new ConfigurationLoader(home, catalog, problems).load();
        release(new ArrayDeque<>(List.of(new Held("plugins", catalog))));
        return problems.list();
    }

    /// The processors of `home`, as its configuration has them.
    ///
    /// @throws ConfigurationException with everything that is wrong in `conf` and `plugins`
    /// @throws StartException where the home cannot be used
    public static PipelineGraph pipelineGraph(Path home) throws ConfigurationException, StartException {
        checkHome(home);
        Problems problems = new Problems();
        PluginCatalog catalog = catalog(home, problems);
        try {
            Optional<Configuration> configuration = new ConfigurationLoader(home, catalog, problems).load();
            if (configuration.isEmpty() || !problems.isEmpty()) {
                throw new ConfigurationException(problems.list());
            }
            return PipelineGraph.of(configuration.get().pipeline(), catalog);
        } finally {
            release(new ArrayDeque<>(List.of(new Held("plugins", catalog))));
        }
    }

    /// Starts every part; when it returns, all listeners accept.
    ///
    /// @throws StartException with a sentence that says what to do; what was started is stopped again
    public void start() throws StartException {
        try {
            order.start();
            checkPostmaster();
        } catch (StartException e) {
            release(held);
            throw e;
        }
    }

    // RFC 5321 §4.5.1: somebody must read what is written to the postmaster.
    private void checkPostmaster() {
        MailAddress postmaster = info.postmaster();
        RecipientCheck.Verdict verdict;
        try {
            verdict = recipients.check(postmaster);
        } catch (DirectoryUnavailableException e) {
            LOG.warn("Mail and log-ins of some domains have to wait: {}", e.getMessage());
            return;
        }
        switch (verdict) {
            case UNKNOWN_USER, DISABLED ->
                LOG.warn(
                        "Nobody receives mail for {}, which every mail server must accept (RFC 5321 §4.5.1); add the"
                                + " account (postrider user add {}), or an alias in conf/aliases.xml",
                        postmaster,
                        postmaster);
            case LOCAL, RELAYED, REMOTE, OVER_QUOTA, TOO_LARGE -> {}
        }
    }

    /// Ends in order: no new connections, sessions end at a safe point, then everything else.
    ///
    /// @param limit for the sessions; those that last longer are cut off
    public void stop(Duration limit) {
        LOG.info("Stopping; sessions have {} s to end", limit.toSeconds());
        stopLimit = limit;
        order.stop();
        release(held);
        LOG.info("Stopped");
    }

    /// The ports that accept connections; none before [#start].
    public List<OpenListener> listeners() {
        return listeners.open();
    }

    /// The mail that was put aside.
    public RepositoryDesk repositories() {
        return repositories;
    }

    /// Takes changes of the configuration over.
    public ConfigReload reload() {
        return reload;
    }

    /// The mail that waits.
    public MailQueue queue() {
        return queue;
    }

    /// What it and its plugins count.
    public ServerMetrics metrics() {
        return metrics;
    }

    /// Where metrics and health are to be served.
    public MonitorConfig monitor() {
        return monitor;
    }

    /// Why it takes no mail now; empty where it does.
    public List<String> troubles() {
        if (listeners.open().isEmpty()) {
            return List.of("no listener is open");
        }
        try {
            return spool.trouble().stream().toList();
        } catch (IOException e) {
            return List.of("the disk of the spool cannot be asked for its room: " + e.getMessage());
        }
    }

    /// When users logged in.
    public LastLogins lastLogins() {
        return logins;
    }

    /// Who is banned from logging in.
    public LoginBans bans() {
        return bans;
    }

    /// What users have removed, and can get back.
    public KeepingStore removedMail() {
        return keeping;
    }

    /// Who shares which mailboxes with whom.
    public Sharing sharing() {
        return sharing;
    }

    /// All mailboxes, for an administrator's tasks.
    public MailStore mailboxes() {
        return mailboxes;
    }

    /// What finds text in messages, for the same tasks.
    public SearchIndex search() {
        return search;
    }

    /// The domains and accounts.
    public Directory directory() {
        return directory;
    }

    /// What an administrator does with the accounts.
    public Accounts accounts() {
        return directory.accountsToChange();
    }

    /// Where mail would end up.
    public AddressExplanation addresses() {
        return addresses;
    }

    /// What happened to mails, up to now.
    ///
    /// @throws IOException where it cannot be read
    public HistorySearch.Answer history(HistorySearch.Question question) throws IOException {
        history.flush();
        return history(info.home(), question);
    }

    /// The content of a mail, as long as it is anywhere.
    ///
    /// @throws IOException where what may have it cannot be read
    public Optional<MessageFinder.Found> message(TracedMail mail) throws IOException {
        return messages.find(mail);
    }

    /// What happened to the mails of a home, whether a server runs there or not; of the last moment perhaps not all.
    ///
    /// @throws IOException where it cannot be read
    public static HistorySearch.Answer history(Path home, HistorySearch.Question question) throws IOException {
        return new HistorySearch(ServerModule.historyFolder(home)).find(question);
    }

    /// What the pipeline would do.
    public PipelineRehearsal rehearsal() {
        return rehearsal;
    }

    private void addParts(ComponentFactory parts, ComponentKind<?> kind) {
        for (Lifecycle part : parts.lifecycles(kind)) {
            order.add(kind.noun(), part);
        }
    }

    static PluginCatalog catalog(Path home, Problems problems) {
        return PluginCatalog.load(home.resolve("plugins"), problems);
    }

    static void checkHome(Path home) throws StartException {
        if (!Files.isDirectory(home)) {
            throw new StartException("there is no home " + home + "; make one: postrider init " + home);
        }
        if (!Files.isReadable(home) || !Files.isExecutable(home)) {
            throw new StartException(
                    "the home " + home + " may not be read; run the server as the user to whom it belongs");
        }
        if (!Files.isDirectory(home.resolve("conf"))) {
            throw new StartException(home + " has no folder conf; it is no home, or its configuration is lost:"
                    + " postrider init makes a new home");
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Lifecycle part(Start start, Runnable stop) {
        return new Lifecycle() {
            @Override
            public void start() throws Exception {
                start.run();
            }

            @Override
            public void stop() {
                stop.run();
            }
        };
    }

    static void release(Deque<Held> held) {
        while (!held.isEmpty()) {
            Held last = held.pop();
            try {
                last.resource().close();
            } catch (Exception e) {
                LOG.warn("The {} could not be closed; the end of the process does it", last.name(), e);
            }
        }
    }

    private interface Start {
        void run() throws Exception;
    }

    record Held(String name, AutoCloseable resource) {}
}
