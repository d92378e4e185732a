package org.postrider.kernel.boot;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginCatalog;

/// Plugins as they were loaded before a reload, which Java should collect. Where they pile up, something holds them: a
/// thread that was not ended, a listener that was not taken away. Confined to one thread at a time.
final class LeftPlugins {
    // Fewer may be on their way out: mail is still in them.
    private static final int SUSPECT_FROM = 6;

    private final List<Left> all = new ArrayList<>();
    /// So many of one plugin are looked at. Twice as many after each look, because that stops the server for a moment.
    private int lookFrom = SUSPECT_FROM;

    /// Another pipeline takes the place of the one that has these.
    void add(PluginCatalog catalog) {
        for (LoadedPlugin plugin : catalog.plugins()) {
            if (plugin.file().isPresent()) {
                all.add(new Left(plugin.name(), new WeakReference<>(plugin.loader())));
            }
        }
    }

    /// Sentences.
    List<String> complaints() {
        if (counts().values().stream().noneMatch(count -> count >= lookFrom)) {
            return List.of();
        }
        // Most have only waited for this.
        System.gc();
        lookFrom *= 2;
        List<String> complaints = new ArrayList<>();
        counts().forEach((name, count) -> {
            if (count >= SUSPECT_FROM) {
                complaints.add("the plugin '" + name + "' is in memory " + count + " times more, as it was before"
                        + " reloads: it has threads that it does not end in stop(), or left something with others;"
                        + " a restart frees that memory");
            }
        });
        return complaints;
    }

    private Map<String, Integer> counts() {
        all.removeIf(each -> each.loader().refersTo(null));
        Map<String, Integer> counts = new HashMap<>();
        all.forEach(each -> counts.merge(each.plugin(), 1, Integer::sum));
        return counts;
    }

    private record Left(String plugin, WeakReference<ClassLoader> loader) {}
}
