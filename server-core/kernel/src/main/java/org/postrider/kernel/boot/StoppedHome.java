package org.postrider.kernel.boot;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.ProvisionException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.postrider.kernel.boot.PostriderServer.Held;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.explain.AddressExplanation;
import org.postrider.kernel.plugin.PluginCatalog;

/// The home of a server that does not run, to ask it what it would do. Nothing is started; the home is locked as long
/// as it is open.
public final class StoppedHome implements AutoCloseable {
    private final Deque<Held> held;
    private final AddressExplanation addresses;

    private StoppedHome(Deque<Held> held, AddressExplanation addresses) {
        this.held = held;
        this.addresses = addresses;
    }

    /// @throws ConfigurationException with everything that is wrong in `conf` and `plugins`
    /// @throws StartException where the home cannot be used, or a server runs there
    public static StoppedHome open(Path folder) throws ConfigurationException, StartException {
        Path home = folder.toAbsolutePath();
        PostriderServer.checkHome(home);
        Deque<Held> held = new ArrayDeque<>();
        held.push(new Held("lock", HomeLock.take(home)));
        try {
            return new StoppedHome(held, addresses(home, held));
        } catch (ConfigurationException | StartException | RuntimeException e) {
            PostriderServer.release(held);
            throw e;
        }
    }

    /// Where mail would end up.
    public AddressExplanation addresses() {
        return addresses;
    }

    @Override
    public void close() {
        PostriderServer.release(held);
    }

    private static AddressExplanation addresses(Path home, Deque<Held> held)
            throws ConfigurationException, StartException {
        Problems problems = new Problems();
        PluginCatalog catalog = PostriderServer.catalog(home, problems);
        held.push(new Held("plugins", catalog));
        Optional<Configuration> configuration = new ConfigurationLoader(home, catalog, problems).load();
        if (configuration.isEmpty() || !problems.isEmpty()) {
            throw new ConfigurationException(problems.list());
        }
        try {
            Injector injector = Guice.createInjector(
                    new ServerModule(
                            home,
                            configuration.get().server(),
                            configuration.get().routes()),
                    new PartsModule(configuration.get(), catalog, new RecordBinder(home), problems));
            return injector.getInstance(AddressExplanation.class);
        } catch (ProvisionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartException("the parts of the server cannot be made: " + cause.getMessage(), cause);
        }
    }
}
