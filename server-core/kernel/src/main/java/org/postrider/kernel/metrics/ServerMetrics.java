package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.postrider.api.metrics.Metrics;

/// All numbers of this server. Thread-safe.
@Singleton
public final class ServerMetrics {
    private static final String PREFIX = "postrider_";
    private static final String PLUGIN = "plugin";
    private static final String LISTENER = "listener";
    /// Seconds: from what a disk takes to what a person waits.
    private static final double[] BUCKETS = {0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300};
    private static final String[] PART = {PLUGIN, "kind", "part"};
    private static final Set<String> OWN = Set.of(
            "sessions",
            "sessions_open",
            "session_seconds",
            "connections_refused",
            "mails_received",
            "mail_received_bytes",
            "refusals",
            "deliveries",
            "logins",
            "search_seconds",
            "store_delivery_seconds",
            "queue_mails",
            "queue_destination_mails",
            "journal_records",
            "journal_forces");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,79}");
    private static final String TOTAL = "_total";

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter calls = counter("plugin_calls", "Calls of the parts of plugins.", PART);
    private final Counter seconds = counter("plugin_call_seconds", "How long these calls took, together.", PART);
    private final Counter failures = counter("plugin_failures", "Calls that failed or took too long.", PART);
    private final Counter lost = counter(
            "plugin_events_lost", "Events that passed an observer by because too many waited for it.", PLUGIN, "part");
    // Of listeners, for CountedSessions.
    final Counter sessions = counter("sessions", "Sessions that were begun.", LISTENER);
    final Counter connectionsRefused =
            counter("connections_refused", "Connections that were told to come back.", LISTENER);
    final Gauge sessionsNow = gauge("sessions_open", "Sessions that there are now.", LISTENER);
    final Histogram sessionTimes = histogram("session_seconds", "How long sessions took.", LISTENER);
    private final PluginLoaders loaders = new PluginLoaders(
            gauge(
                    "plugin_loaders",
                    "Class loaders of a plugin from HOME/plugins that are in memory: one for mailets and matchers, one"
                            + " for other parts, and old ones that were not collected yet after a reload.",
                    PLUGIN),
            gauge("plugin_classes", "Classes that these have loaded from the plugin's jars.", PLUGIN),
            gauge(
                    "plugin_class_bytes",
                    "Size of these classes' files; what the plugin keeps in memory is not in it.",
                    PLUGIN));
    // Guarded by this.
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Gauge> gauges = new HashMap<>();
    private final Map<String, Set<String>> namesByPlugin = new HashMap<>();

    @Inject
    public ServerMetrics() {
        // Memory, collections, threads, classes, and the process as the system sees it.
        JvmMetrics.builder().register(registry);
    }

    /// Measures calls of one kind.
    ///
    /// @param name without the prefix; in seconds
    public CallTimes times(String name, String doc) {
        return new CallTimes(histogram(name, doc).labelValues());
    }

    /// Shows numbers that are asked for at each look.
    ///
    /// @param label what tells them apart
    public void shows(String name, String doc, String label, Supplier<Map<String, Double>> values) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(doc)
                .labelNames(label)
                .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
                .register(registry);
    }

    /// Shows a count that somebody else keeps.
    public void counts(String name, String doc, DoubleSupplier value) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(doc)
                .callback(callback -> callback.call(value.getAsDouble()))
                .register(registry);
    }

    /// Counts the calls of one part of a plugin.
    public CallMeter calls(String plugin, String kind, String part) {
        return new CallMeter(
                calls.labelValues(plugin, kind, part),
                seconds.labelValues(plugin, kind, part),
                failures.labelValues(plugin, kind, part));
    }

    /// Counts what passes an observer by.
    public Runnable lostEvents(String plugin, String observer) {
        CounterDataPoint point = lost.labelValues(plugin, observer);
        return point::inc;
    }

    /// Shows what a plugin's class loader has loaded, as long as it is in memory. Again without effect.
    public void loader(String plugin, ClassLoader loader, LoadedClasses counts) {
        loaders.add(plugin, loader, counts);
    }

    /// What one plugin gets.
    public Metrics of(String plugin) {
        return new PluginMetrics(this, plugin);
    }

    /// All of them in the text format of Prometheus, version 0.0.4.
    public String text() {
        loaders.show();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Histogram histogram(String name, String doc, String... labels) {
        return Histogram.builder()
                .name(PREFIX + name)
                .help(doc)
                .labelNames(labels)
                .classicOnly()
                .classicUpperBounds(BUCKETS)
                .withoutExemplars()
                .register(registry);
    }

    Counter counter(String name, String doc, String... labels) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(doc)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private Gauge gauge(String name, String doc, String... labels) {
        return Gauge.builder()
                .name(PREFIX + name)
                .help(doc)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    synchronized CounterDataPoint counterOf(String plugin, String given, String doc) {
        String name = checked(given);
        if (gauges.containsKey(name) || isServers(name)) {
            throw taken(given);
        }
        keep(plugin, name);
        return counters.computeIfAbsent(name, _ -> counter(name, doc, PLUGIN)).labelValues(plugin);
    }

    synchronized GaugeDataPoint gaugeOf(String plugin, String given, String doc) {
        String name = checked(given);
        if (counters.containsKey(name) || isServers(name)) {
            throw taken(given);
        }
        keep(plugin, name);
        return gauges.computeIfAbsent(name, _ -> gauge(name, doc, PLUGIN)).labelValues(plugin);
    }

    private static String checked(String given) {
        String name = given.endsWith(TOTAL) ? given.substring(0, given.length() - TOTAL.length()) : given;
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + given
                            + "' is no name of a metric: lower-case letters, digits and underscores, at most 80, a letter first");
        }
        return name;
    }

    // Guarded by this.
    private void keep(String plugin, String name) {
        Set<String> names = namesByPlugin.computeIfAbsent(plugin, _ -> new HashSet<>());
        if (names.size() >= Metrics.NAMES_MAX && !names.contains(name)) {
            throw new IllegalArgumentException(
                    "the plugin " + plugin + " has " + Metrics.NAMES_MAX + " metrics already, and may have no more");
        }
        names.add(name);
    }

    private static boolean isServers(String name) {
        return name.startsWith("plugin_") || OWN.contains(name);
    }

    private static IllegalArgumentException taken(String name) {
        return new IllegalArgumentException("there is a metric of another kind named '" + name + "'");
    }
}
