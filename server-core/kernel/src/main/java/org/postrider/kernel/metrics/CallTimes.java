package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.concurrent.TimeUnit;

/// How long calls took, in buckets. Thread-safe.
public final class CallTimes {
    private static final double NANOS = 1.0 / TimeUnit.SECONDS.toNanos(1);

    private final DistributionDataPoint times;

    CallTimes(DistributionDataPoint times) {
        this.times = times;
    }

    /// A call that began at that `System.nanoTime()` and ends now.
    public void since(long began) {
        times.observe(Math.max(0, System.nanoTime() - began) * NANOS);
    }
}
