package org.postrider.kernel.plugin;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.postrider.kernel.metrics.CallMeter;
import org.postrider.kernel.rehearsal.Rehearsal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A way into one part of a plugin.
///
/// @param tells the log names the plugin where a call fails; what came with the server is named by who calls it
record Bound(PluginCalls calls, LoadedPlugin plugin, String what, Duration limit, CallMeter meter, boolean tells) {
    private static final Logger LOG = LoggerFactory.getLogger(Bound.class);

    <T> T call(Callable<T> work) throws Exception {
        long begin = System.nanoTime();
        boolean failed = true;
        try {
            T result = calls.call(plugin, what, limit, work);
            failed = false;
            return result;
        } catch (PluginTimeoutException e) {
            // The log has it already.
            throw e;
        } catch (Exception e) {
            if (tells && !Rehearsal.isUnderWay()) {
                LOG.warn("{} of the plugin {} failed: {}", what, plugin, PluginFault.describe(e));
            }
            throw e;
        } finally {
            if (!Rehearsal.isUnderWay()) {
                meter.called(System.nanoTime() - begin, failed);
            }
        }
    }

    Bound within(Duration other) {
        return new Bound(calls, plugin, what, other, meter, tells);
    }

    Bound silent() {
        return new Bound(calls, plugin, what, limit, meter, false);
    }
}
