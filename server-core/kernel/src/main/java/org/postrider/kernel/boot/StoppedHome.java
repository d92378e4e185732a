package org.postrider.kernel.boot;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.postrider.api.queue.QueueFlush;
import org.postrider.api.spool.Spool;
import org.postrider.kernel.boot.PostriderServer.Held;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.Directories;
import org.postrider.kernel.explain.AddressExplanation;
import org.postrider.kernel.explain.PipelineRehearsal;
import org.postrider.kernel.plugin.PluginCatalog;

/// The home of a server that does not run, to ask it what it would do. Nothing is started; the home is locked as long
/// as it is open.
public final class StoppedHome implements AutoCloseable {
    private final Deque<Held> held;
    private final Injector parts;

    private final Problems problems;

    private StoppedHome(Deque<Held> held, Injector parts, Problems problems) {
        this.held = held;
        this.parts = parts;
        this.problems = problems;
    }

    /// @throws ConfigurationException with everything that is wrong in `conf` and `plugins`
    /// @throws StartException where the home cannot be used, or a server runs there
    public static StoppedHome open(Path folder) throws ConfigurationException, StartException {
        Path home = folder.toAbsolutePath();
        PostriderServer.checkHome(home);
        Deque<Held> held = new ArrayDeque<>();
        held.push(new Held("lock", HomeLock.take(home)));
        try {
            Problems problems = new Problems();
            return new StoppedHome(held, parts(home, held, problems), problems);
        } catch (ConfigurationException | RuntimeException e) {
            PostriderServer.release(held);
            throw e;
        }
    }

    /// Where mail would end up.
    ///
    /// @throws StartException where a part that it needs cannot be made
    public AddressExplanation addresses() throws StartException {
        return part(AddressExplanation.class);
    }

    /// What an administrator does with the accounts.
    ///
    /// @throws StartException where a part that it needs cannot be made
    public Accounts accounts() throws StartException {
        return part(Directories.class).accountsToChange();
    }

    /// What the pipeline would do.
    ///
    /// @throws StartException where a part that it needs cannot be made
    public PipelineRehearsal rehearsal() throws StartException {
        PipelineRehearsal rehearsal = part(PipelineRehearsal.class);
        held.push(new Held("pipeline", part(PipelineGeneration.class)::end));
        return rehearsal;
    }

    private <T> T part(Class<T> type) throws StartException {
        try {
            return parts.getInstance(type);
        } catch (ProvisionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = problems.isEmpty()
                    ? cause.getMessage()
                    : problems.list().getFirst().toString();
            throw new StartException("the parts of the server cannot be made: " + what, cause);
        }
    }

    @Override
    public void close() {
        PostriderServer.release(held);
    }

    private static Injector parts(Path home, Deque<Held> held, Problems problems) throws ConfigurationException {
        PluginCatalog catalog = PostriderServer.catalog(home, problems);
        held.push(new Held("plugins", catalog));
        Optional<Configuration> configuration = new ConfigurationLoader(home, catalog, problems).load();
        if (configuration.isEmpty() || !problems.isEmpty()) {
            throw new ConfigurationException(problems.list());
        }
        Configuration good = configuration.get();
        Module stopped = binder -> {
            binder.bind(Spool.class).toInstance(() -> {
                throw new IOException("the server does not run");
            });
            binder.bind(QueueFlush.class).toInstance((domain, subdomains) -> 0);
        };
        return Guice.createInjector(
                new ServerModule(home, good.server(), good.routes()),
                new PartsModule(home, good, catalog, new RecordBinder(home), problems),
                stopped);
    }
}
