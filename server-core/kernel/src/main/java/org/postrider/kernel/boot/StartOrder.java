package org.postrider.kernel.boot;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.plugin.Lifecycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts parts one after another, and stops those that were started the other way round. Confined to one thread.
final class StartOrder {
    private static final Logger LOG = LoggerFactory.getLogger(StartOrder.class);

    private final List<Step> steps = new ArrayList<>();
    private int started;

    /// @param name for the log
    void add(String name, Lifecycle part) {
        steps.add(new Step(name, part));
    }

    /// Starts all. Where one cannot, those before it are stopped.
    ///
    /// @throws StartException with the part's own sentence
    void start() throws StartException {
        for (Step step : steps) {
            long before = System.nanoTime();
            try {
                step.part().start();
            } catch (StartException e) {
                stop();
                throw e;
            } catch (Exception e) {
                stop();
                String message = e.getMessage() == null ? e.toString() : e.getMessage();
                throw new StartException("the server cannot start its " + step.name() + ": " + message, e);
            }
            started++;
            LOG.debug("Started {} in {} ms", step.name(), (System.nanoTime() - before) / 1_000_000);
        }
    }

    /// Stops what was started. A part that fails does not keep the others from stopping.
    void stop() {
        while (started > 0) {
            Step step = steps.get(--started);
            try {
                step.part().stop();
                LOG.debug("Stopped {}", step.name());
            } catch (RuntimeException e) {
                LOG.error(
                        "Could not stop {} in order; what it did not write is recovered at the next start",
                        step.name(),
                        e);
            }
        }
    }

    private record Step(String name, Lifecycle part) {}
}
