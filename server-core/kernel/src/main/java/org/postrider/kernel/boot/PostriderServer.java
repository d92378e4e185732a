package org.postrider.kernel.boot;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.MailStore;
import org.postrider.kernel.boot.ServerModule.PartFailedException;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole server, from its home: [#boot], [#start], [#stop], once each and in this order.
public final class PostriderServer {
    private static final Logger LOG = LoggerFactory.getLogger(PostriderServer.class);

    private final HomeLock lock;
    private final PluginCatalog catalog;
    private final StartOrder order = new StartOrder();

    private PostriderServer(HomeLock lock, PluginCatalog catalog, Injector injector) {
        this.lock = lock;
        this.catalog = catalog;
        ComponentFactory parts = injector.getInstance(ComponentFactory.class);
        injector.getInstance(MailStore.class);
        injector.getInstance(SearchIndex.class);
        addParts(parts, ComponentKind.STORE);
        addParts(parts, ComponentKind.SEARCH);
        addParts(parts, ComponentKind.TRANSPORT);
    }

    /// Reads and checks the whole configuration and makes every part; nothing runs yet.
    ///
    /// @throws ConfigurationException with everything that is wrong in `conf` and `plugins`
    /// @throws StartException where the home cannot be used
    public static PostriderServer boot(Path folder) throws ConfigurationException, StartException {
        Path home = folder.toAbsolutePath();
        checkHome(home);
        HomeLock lock = HomeLock.take(home);
        Problems problems = new Problems();
        PluginCatalog catalog = catalog(home, problems);
        try {
            PostriderServer server = boot(home, lock, catalog, problems);
            LOG.info("Postrider is made of {} plugins", catalog.plugins().size());
            return server;
        } catch (ConfigurationException | StartException | RuntimeException e) {
            close("plugins", catalog);
            close("lock", lock);
            throw e;
        }
    }

    private static PostriderServer boot(Path home, HomeLock lock, PluginCatalog catalog, Problems problems)
            throws ConfigurationException, StartException {
        Optional<Configuration> configuration = new ConfigurationLoader(home, catalog, problems).load();
        if (configuration.isEmpty() || !problems.isEmpty()) {
            throw new ConfigurationException(problems.list());
        }
        try {
            Injector injector = Guice.createInjector(new ServerModule(home, configuration.get(), catalog, problems));
            return new PostriderServer(lock, catalog, injector);
        } catch (ProvisionException e) {
            if (e.getCause() instanceof PartFailedException) {
                throw new ConfigurationException(problems.list());
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException("the server cannot be made: " + cause.getMessage(), cause);
        }
    }

    /// Everything that is wrong with the configuration of `home`. Nothing is made, opened or changed, so that it may be
    /// asked beside a running server.
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
        close("plugins", catalog);
        return problems.list();
    }

    /// Starts every part; when it returns, all listeners accept.
    ///
    /// @throws StartException with a sentence that says what to do; what was started is stopped again
    public void start() throws StartException {
        try {
            order.start();
        } catch (StartException e) {
            release();
            throw e;
        }
    }

    /// Ends in order: no new connections, sessions end at a safe point, then everything else.
    ///
    /// @param limit for the sessions; those that last longer are cut off
    public void stop(Duration limit) {
        LOG.info("Stopping; sessions have {} s to end", limit.toSeconds());
        order.stop();
        release();
        LOG.info("Stopped");
    }

    private void release() {
        close("plugins", catalog);
        close("lock", lock);
    }

    private void addParts(ComponentFactory parts, ComponentKind<?> kind) {
        for (Lifecycle part : parts.lifecycles(kind)) {
            order.add(kind.noun(), part);
        }
    }

    private static PluginCatalog catalog(Path home, Problems problems) {
        return PluginCatalog.of(new PluginLoader().load(home.resolve("plugins"), problems), problems);
    }

    private static void checkHome(Path home) throws StartException {
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

    private static void close(String what, Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            LOG.warn("The {} could not be closed; they end with the process", what, e);
        }
    }
}
