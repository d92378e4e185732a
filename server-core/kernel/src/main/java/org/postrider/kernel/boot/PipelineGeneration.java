package org.postrider.kernel.boot;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.pipeline.Pipeline;
import org.postrider.kernel.pipeline.PipelineCompiler;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A pipeline and what is its own: the plugins of its mailets and matchers, with class loaders that nothing else uses,
/// so that all of it goes when the next one has taken its place.
final class PipelineGeneration {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineGeneration.class);

    private final PluginCatalog catalog;
    private final ComponentFactory parts;
    private final Pipeline pipeline;
    private final StartOrder order = new StartOrder();
    private final AtomicBoolean ended = new AtomicBoolean();

    private PipelineGeneration(PluginCatalog catalog, ComponentFactory parts, Pipeline pipeline) {
        this.catalog = catalog;
        this.parts = parts;
        this.pipeline = pipeline;
        for (ComponentKind<?> kind : List.of(ComponentKind.MATCHER, ComponentKind.MAILET)) {
            for (Lifecycle part : parts.lifecycles(kind)) {
                order.add(kind.noun(), part);
            }
        }
    }

    /// @param catalog its own; closed where a problem was added
    /// @param server whose services and limits it shares
    static Optional<PipelineGeneration> make(
            PluginCatalog catalog, ConfigElement pipelineXml, ComponentFactory server, Problems problems) {
        ComponentFactory parts = server.with(catalog);
        Optional<PipelineGeneration> made = new PipelineCompiler(catalog, parts, problems)
                .compile(pipelineXml)
                .map(pipeline -> new PipelineGeneration(catalog, parts, pipeline));
        if (made.isEmpty()) {
            close(catalog);
        }
        return made;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    PluginCatalog catalog() {
        return catalog;
    }

    /// @throws StartException with the sentence of the part that cannot start; those before it are stopped
    void start() throws StartException {
        order.start();
    }

    /// Stops its parts and closes its plugins; again without effect.
    void end() {
        if (ended.compareAndSet(false, true)) {
            order.stop();
            parts.forgetCalls();
            close(catalog);
        }
    }

    boolean isEnded() {
        return ended.get();
    }

    static void close(PluginCatalog catalog) {
        try {
            catalog.close();
        } catch (IOException e) {
            LOG.warn("The jars of a plugin could not be closed; the end of the process does it", e);
        }
    }
}
