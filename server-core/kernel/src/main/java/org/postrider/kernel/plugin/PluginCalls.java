package org.postrider.kernel.plugin;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postrider.kernel.rehearsal.Rehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Calls into plugins that must come back. Thread-safe.
///
/// A stranger's code may wait for ever, or go round in circles; then what called it would wait with it, and soon every
/// worker of the spool. So it runs on a thread of its own, a platform thread, because one that computes without end
/// would
/// keep the carrier of a virtual one. A call that takes too long is given up: its caller gets a
/// [PluginTimeoutException], the log has the stack on which it hangs, and what it answers later counts no more. It is
/// not
/// interrupted: that would close files of the server which the plugin happens to use. A plugin of which too many calls
/// hang is not called until one of them has ended.
///
/// What came with the server has limits where it waits, and is called at once.
final class PluginCalls {
    static final int HANGING_MAX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(PluginCalls.class);

    private final Map<LoadedPlugin, AtomicInteger> hanging = new ConcurrentHashMap<>();
    private final Executor threads;

    private PluginCalls(Executor threads) {
        this.threads = threads;
    }

    /// For many calls: as many threads as there are callers, and hanging calls beside them.
    static PluginCalls pooled() {
        return new PluginCalls(new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("plugin-", 0).factory()));
    }

    /// For a few calls, after which no thread stays.
    static PluginCalls unpooled() {
        return new PluginCalls(
                call -> Thread.ofPlatform().daemon().name("plugin-load").start(call));
    }

    /// Runs `work` inside the plugin.
    ///
    /// @param what is called, for the log: `the mailet Note`
    /// @throws PluginTimeoutException where it did not come back in time, or too many earlier calls have not
    /// @throws Exception as [PluginBoundary#call] throws
    <T> T call(LoadedPlugin plugin, String what, Duration limit, Callable<T> work) throws Exception {
        if (plugin.file().isEmpty()) {
            return PluginBoundary.call(plugin, work);
        }
        AtomicInteger hangingNow = hanging.computeIfAbsent(plugin, _ -> new AtomicInteger());
        if (hangingNow.get() >= HANGING_MAX) {
            throw new PluginTimeoutException(
                    what + " of the plugin " + plugin + " is not called: " + hangingNow + " calls of it hang");
        }
        Call<T> call = new Call<>(plugin, MDC.getCopyOfContextMap(), Rehearsal.carried(work), hangingNow);
        threads.execute(call);
        try {
            return call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (call.giveUp()) {
                throw tooLong(plugin, what, limit, call);
            }
            // It came to its end at that very moment.
            return result(call);
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    /// Forgets a plugin that is not called again; calls that hang still hold it until they end.
    void forget(LoadedPlugin plugin) {
        hanging.remove(plugin);
    }

    private static PluginTimeoutException tooLong(LoadedPlugin plugin, String what, Duration limit, Call<?> call) {
        PluginTimeoutException tooLong = new PluginTimeoutException(
                what + " of the plugin " + plugin + " did not come back within " + limit.toMillis() + " ms");
        tooLong.setStackTrace(call.stack());
        if (!Rehearsal.isUnderWay()) {
            LOG.error("{}; its stack is where it hangs", tooLong.getMessage(), tooLong);
        }
        return tooLong;
    }

    private static <T> T result(Call<T> call) throws Exception {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw thrown(e);
        }
    }

    private static Exception thrown(ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
            return cause;
        }
        if (e.getCause() instanceof Error cause) {
            throw cause;
        }
        return e;
    }

    /// One call. It ends, or it is given up, whichever is first.
    private static final class Call<T> extends FutureTask<T> {
        private enum State {
            UNDER_WAY,
            ENDED,
            GIVEN_UP
        }

        private final LoadedPlugin plugin;
        private final AtomicInteger hangingNow;
        private final @Nullable Map<String, String> context;
        private State state = State.UNDER_WAY;
        private volatile @Nullable Thread thread;

        Call(LoadedPlugin plugin, @Nullable Map<String, String> context, Callable<T> work, AtomicInteger hangingNow) {
            super(() -> PluginBoundary.call(plugin, work));
            this.plugin = plugin;
            this.context = context;
            this.hangingNow = hangingNow;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            if (context != null) {
                MDC.setContextMap(context);
            }
            try {
                super.run();
            } finally {
                thread = null;
                MDC.clear();
                end();
            }
        }

        /// @return false where it had ended
        synchronized boolean giveUp() {
            if (state != State.UNDER_WAY) {
                return false;
            }
            state = State.GIVEN_UP;
            hangingNow.incrementAndGet();
            return true;
        }

        private synchronized void end() {
            if (state == State.GIVEN_UP) {
                hangingNow.decrementAndGet();
                LOG.warn("A call of the plugin {} that had been given up has ended; its answer does not count", plugin);
            }
            state = State.ENDED;
        }

        StackTraceElement[] stack() {
            Thread hangs = thread;
            return hangs == null ? new StackTraceElement[0] : hangs.getStackTrace();
        }
    }
}
