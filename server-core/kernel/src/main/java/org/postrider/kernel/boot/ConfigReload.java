package org.postrider.kernel.boot;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.pipeline.LivePipeline;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.PluginCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a changed pipeline and changed plugins over while the server runs. Thread-safe; one at a time.
///
/// All of `conf` is checked, but `pipeline.xml`, `routes.xml` and the mailets and matchers of plugins are what is taken
/// over. Mail that is on its way ends it on the pipeline on which it began, and with that one's plugins; mail that
/// waits
/// for another host takes the new routes at its next try.
public final class ConfigReload {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);

    private final Path home;
    private final ComponentFactory server;
    private final RestartNeeds restartNeeds;
    private final LivePipeline live;
    private final Routes routes;
    private final LeftPlugins left = new LeftPlugins();
    /// Guarded by this, as what follows.
    private PipelineGeneration present;

    private boolean stopped;

    /// @param first which `live` has
    ConfigReload(
            Path home,
            ComponentFactory server,
            RestartNeeds restartNeeds,
            LivePipeline live,
            Routes routes,
            PipelineGeneration first) {
        this.home = home;
        this.server = server;
        this.restartNeeds = restartNeeds;
        this.live = live;
        this.routes = routes;
        this.present = first;
    }

    /// @param problems where there are any, nothing has changed
    /// @param restart what has changed since the start, or was left behind, and needs a restart, each a sentence
    public record Answer(List<Problem> problems, List<String> restart) {
        public Answer {
            problems = List.copyOf(problems);
            restart = List.copyOf(restart);
        }
    }

    /// Makes the new pipeline with new class loaders, and lets mail begin on it where nothing is wrong.
    public synchronized Answer reload() {
        Problems problems = new Problems();
        if (stopped) {
            problems.add(Location.of(home), "the server stops");
            return new Answer(problems.list(), List.of());
        }
        PluginCatalog catalog = PostriderServer.catalog(home, problems);
        List<String> restart = restartNeeds.of(catalog);
        Optional<Next> next = next(catalog, problems);
        if (next.isEmpty()) {
            LOG.warn(
                    "The configuration was not reloaded: {} problems, the first: {}",
                    problems.list().size(),
                    problems.list().getFirst());
            return new Answer(problems.list(), List.of());
        }
        routes.replace(next.get().routes());
        PipelineGeneration generation = next.get().generation();
        left.add(present.catalog());
        live.replace(generation.pipeline(), generation::end);
        present = generation;
        LOG.info("Reloaded the pipeline, its plugins and the routes");
        List<String> complaints = left.complaints();
        complaints.forEach(LOG::warn);
        return new Answer(
                List.of(), Stream.concat(restart.stream(), complaints.stream()).toList());
    }

    private record Next(PipelineGeneration generation, Routes routes) {}

    private Optional<Next> next(PluginCatalog catalog, Problems problems) {
        Optional<Configuration> configuration =
                new ConfigurationLoader(home, catalog, problems, restartNeeds.transports()).load();
        if (configuration.isEmpty() || !problems.isEmpty()) {
            PipelineGeneration.close(catalog);
            return Optional.empty();
        }
        Optional<PipelineGeneration> next =
                PipelineGeneration.make(catalog, configuration.get().pipeline(), server, problems);
        try {
            if (next.isPresent()) {
                next.get().start();
            }
            return next.map(
                    generation -> new Next(generation, configuration.get().routes()));
        } catch (StartException e) {
            next.get().end();
            problems.add(configuration.get().pipeline().location(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// Starts the first pipeline's parts.
    synchronized void start() throws StartException {
        present.start();
    }

    /// Ends the present pipeline; there is no reload after it.
    synchronized void stop() {
        stopped = true;
        present.end();
    }

    LivePipeline live() {
        return live;
    }

    synchronized PipelineGeneration present() {
        return present;
    }
}
