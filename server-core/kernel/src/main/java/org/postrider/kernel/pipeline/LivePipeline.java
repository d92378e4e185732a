package org.postrider.kernel.pipeline;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The pipeline on which mail begins its way, and those before it on which mail still is. Thread-safe.
public final class LivePipeline {
    private static final Logger LOG = LoggerFactory.getLogger(LivePipeline.class);

    private final Object lock = new Object();
    /// Guarded by the lock.
    private Generation present;

    /// @param whenLeft as in [#replace]
    public LivePipeline(Pipeline first, Runnable whenLeft) {
        this.present = new Generation(first, whenLeft);
    }

    /// The present one's.
    public Set<String> processors() {
        synchronized (lock) {
            return present.pipeline.processors();
        }
    }

    /// Begins a mail's way, which ends when the visit is closed.
    public Visit enter() {
        synchronized (lock) {
            present.inside++;
            return new Visit(present);
        }
    }

    /// From now on mail begins on `next`.
    ///
    /// @param whenLeft called once, when another has replaced it and the last mail has left: by who closes the last
    ///     visit, or by who replaces it
    public void replace(Pipeline next, Runnable whenLeft) {
        Generation old;
        boolean left;
        synchronized (lock) {
            old = present;
            present = new Generation(next, whenLeft);
            old.replaced = true;
            left = old.inside == 0;
        }
        if (left) {
            end(old);
        }
    }

    private void leave(Generation generation) {
        boolean last;
        synchronized (lock) {
            generation.inside--;
            last = generation.replaced && generation.inside == 0;
        }
        if (last) {
            end(generation);
        }
    }

    private static void end(Generation generation) {
        try {
            generation.whenLeft.run();
        } catch (RuntimeException e) {
            LOG.error("What belonged to a replaced pipeline could not be let go of", e);
        }
    }

    /// One mail on its way. Confined to one thread.
    public final class Visit implements AutoCloseable {
        private final Generation generation;

        private Visit(Generation generation) {
            this.generation = generation;
        }

        public Pipeline pipeline() {
            return generation.pipeline;
        }

        /// Once.
        @Override
        public void close() {
            leave(generation);
        }
    }

    private static final class Generation {
        private final Pipeline pipeline;
        private final Runnable whenLeft;
        /// Guarded by the lock, as what follows.
        private int inside;

        private boolean replaced;

        Generation(Pipeline pipeline, Runnable whenLeft) {
            this.pipeline = pipeline;
            this.whenLeft = whenLeft;
        }
    }
}
