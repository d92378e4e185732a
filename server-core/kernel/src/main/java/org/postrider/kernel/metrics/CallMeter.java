package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/// Counts the calls of one part of a plugin. Thread-safe.
public final class CallMeter {
    private static final double NANOS = 1e-9;

    private final CounterDataPoint calls;
    private final CounterDataPoint seconds;
    private final CounterDataPoint failures;

    CallMeter(CounterDataPoint calls, CounterDataPoint seconds, CounterDataPoint failures) {
        this.calls = calls;
        this.seconds = seconds;
        this.failures = failures;
    }

    /// @param nanos how long the call took
    public void called(long nanos, boolean failed) {
        calls.inc();
        seconds.inc(Math.max(0, nanos) * NANOS);
        if (failed) {
            failures.inc();
        }
    }
}
