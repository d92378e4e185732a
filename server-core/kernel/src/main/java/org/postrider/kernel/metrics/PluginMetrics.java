package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import org.postrider.api.metrics.Metrics;

/// The numbers of one plugin. Thread-safe.
record PluginMetrics(ServerMetrics all, String plugin) implements Metrics {
    @Override
    public Counter counter(String name, String doc) {
        CounterDataPoint point = all.counterOf(plugin, name, doc);
        return amount -> {
            if (amount > 0) {
                point.inc(amount);
            }
        };
    }

    @Override
    public Gauge gauge(String name, String doc) {
        GaugeDataPoint point = all.gaugeOf(plugin, name, doc);
        return point::set;
    }
}
