package org.postrider.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postrider.api.metrics.Metrics;

/// Numbers in memory, which a test reads. Thread-safe.
public final class MemoryMetrics implements Metrics {
    private final Map<String, Double> values = new ConcurrentHashMap<>();

    /// 0 where nothing was counted.
    public double value(String name) {
        return values.getOrDefault(name, 0.0);
    }

    @Override
    public Counter counter(String name, String doc) {
        return amount -> values.merge(name, Math.max(0, amount), Double::sum);
    }

    @Override
    public Gauge gauge(String name, String doc) {
        return value -> values.put(name, value);
    }
}
