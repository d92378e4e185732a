package org.postrider.kernel.net;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// The thread of one session: calls the protocol's handler, and outlives what that throws. Its log lines carry the
/// session's name.
final class SessionThread {
    private static final Logger LOG = LoggerFactory.getLogger(SessionThread.class);
    private static final AtomicLong SESSIONS = new AtomicLong();

    private SessionThread() {}

    /// @param first what is done before the handler is called
    /// @param ended is called at the end, whatever happened
    static void start(ListenerSpec spec, Connection connection, Preparation first, Runnable ended) {
        Thread.ofVirtual().name(spec.info().name()).start(() -> run(spec, connection, first, ended));
    }

    private static void run(ListenerSpec spec, Connection connection, Preparation first, Runnable ended) {
        Map<String, String> context = Map.of(
                "session",
                spec.info().name() + "-" + SESSIONS.incrementAndGet(),
                "protocol",
                spec.info().protocol(),
                "peer",
                connection.client().getHostAddress());
        MDC.setContextMap(context);
        try (connection) {
            first.run();
            spec.handler().serve(connection);
        } catch (ConnectionEndedException e) {
            LOG.debug("the session ended: {} ({})", e.getMessage(), e.reason());
        } catch (RuntimeException | Error e) {
            LOG.error("the session with {} failed; others go on", connection.client(), e);
            OutOfMemory.check(e);
        } finally {
            ended.run();
            MDC.clear();
        }
    }

    static void logRefused(ListenerSpec spec, Connection connection) {
        LOG.info(
                "refused listener={} client={} reason=\"too many connections\"",
                spec.info().name(),
                connection.client().getHostAddress());
    }

    @FunctionalInterface
    interface Preparation {
        void run() throws ConnectionEndedException;
    }
}
