package org.postrider.kernel.metrics;

import io.prometheus.metrics.core.metrics.Gauge;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/// The class loaders of plugins that are in memory. Thread-safe.
///
/// A reload makes new ones; the old ones go when the last mail has left them and Java has collected them. One that
/// stays
/// is kept by something of its plugin: a thread, a timer, a listener.
final class PluginLoaders {
    private final Gauge loaders;
    private final Gauge classes;
    private final Gauge octets;
    // Guarded by this, as what follows.
    private final List<Loader> known = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();

    /// @param loaders each with the label of the plugin, as the others
    PluginLoaders(Gauge loaders, Gauge classes, Gauge octets) {
        this.loaders = loaders;
        this.classes = classes;
        this.octets = octets;
    }

    synchronized void add(String plugin, ClassLoader loader, LoadedClasses counts) {
        forgetTheCollected();
        if (known.stream().noneMatch(each -> each.loader().refersTo(loader))) {
            known.add(new Loader(plugin, new WeakReference<>(loader), counts));
        }
    }

    /// Sets the gauges to what is in memory now; a plugin of which nothing is left is no longer shown.
    synchronized void show() {
        forgetTheCollected();
        Set<String> plugins = new HashSet<>();
        known.forEach(each -> plugins.add(each.plugin()));
        for (String plugin : plugins) {
            loaders.labelValues(plugin).set(sum(plugin, _ -> 1));
            classes.labelValues(plugin).set(sum(plugin, LoadedClasses::count));
            octets.labelValues(plugin).set(sum(plugin, LoadedClasses::octets));
        }
        shown.removeAll(plugins);
        for (String gone : shown) {
            loaders.remove(gone);
            classes.remove(gone);
            octets.remove(gone);
        }
        shown.clear();
        shown.addAll(plugins);
    }

    private void forgetTheCollected() {
        known.removeIf(each -> each.loader().refersTo(null));
    }

    private double sum(String plugin, ToDoubleFunction<LoadedClasses> what) {
        return known.stream()
                .filter(each -> each.plugin().equals(plugin))
                .map(Loader::counts)
                .mapToDouble(what)
                .sum();
    }

    private record Loader(String plugin, WeakReference<ClassLoader> loader, LoadedClasses counts) {}
}
