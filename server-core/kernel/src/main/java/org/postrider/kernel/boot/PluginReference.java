package org.postrider.kernel.boot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.plugin.About;
import org.postrider.kernel.config.ElementDoc.ComponentDoc;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.ReferenceWriter;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginLoader;

/// The reference page of a plugin, made of what its classes say.
public final class PluginReference {
    private static final Map<ComponentKind<?>, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(ComponentKind.MAILET, "Mailets: `<mailet class=\"Name\">` in `pipeline.xml`.");
        KINDS.put(
                ComponentKind.MATCHER,
                "Matchers: `match=\"Name=condition\"` in `pipeline.xml`. The first option is the condition.");
        KINDS.put(ComponentKind.SESSION_FILTER, "Filters: `<filter class=\"Name\">` in a `<listener>`.");
        KINDS.put(ComponentKind.OBSERVER, "Observers: `<observer class=\"Name\">` in `server.xml`.");
        KINDS.put(ComponentKind.PROTOCOL, "Protocols: `<listener protocol=\"name\">` in `listeners.xml`.");
        KINDS.put(ComponentKind.TRANSPORT, "Transports: `<transport name=\"name\">` in `server.xml`.");
        KINDS.put(ComponentKind.STORE, "Stores: `<store type=\"name\">` in `server.xml`.");
        KINDS.put(ComponentKind.DIRECTORY, "Directories: `<directory type=\"name\">` in `server.xml`.");
        KINDS.put(ComponentKind.SEARCH, "Search indexes: `<search type=\"name\">` in `server.xml`.");
    }

    private PluginReference() {}

    /// The pages of a jar's, or a folder of jars', plugins.
    ///
    /// @param problems what is wrong with it
    public static String ofFile(Path file, Problems problems) throws IOException {
        try (PluginCatalog catalog = PluginCatalog.of(new PluginLoader().loadWithOurs(file, problems), problems)) {
            StringBuilder pages = new StringBuilder();
            for (LoadedPlugin plugin : catalog.plugins()) {
                if (plugin.file().isPresent()) {
                    pages.append(page(plugin, catalog));
                }
            }
            return pages.toString();
        }
    }

    /// The page of a plugin that came with the server, or is in the folder of plugins.
    ///
    /// @param folder of plugins; need not exist
    /// @param problems what is wrong with any plugin there
    /// @return empty where there is no plugin of that name
    public static Optional<String> ofName(String name, Path folder, Problems problems) throws IOException {
        try (PluginCatalog catalog = PluginCatalog.load(folder, problems)) {
            return catalog.plugins().stream()
                    .filter(plugin -> plugin.name().equals(name))
                    .findFirst()
                    .map(plugin -> page(plugin, catalog));
        }
    }

    private static String page(LoadedPlugin plugin, PluginCatalog catalog) {
        ConfigFiles docs = new ConfigFiles(catalog, PluginReference::about, PluginReference::examples);
        StringBuilder page = new StringBuilder("# Plugin " + plugin.name() + "\n");
        KINDS.forEach((kind, doc) -> {
            List<ComponentDoc> parts = docs.components(kind).stream()
                    .filter(part -> part.plugin().equals(plugin.name()))
                    .toList();
            if (!parts.isEmpty()) {
                int colon = doc.indexOf(':');
                page.append(ReferenceWriter.section(doc.substring(0, colon), doc.substring(colon + 2), parts));
            }
        });
        // A part that says nothing about itself leaves its line empty.
        return page.toString().replaceAll("\n{3,}", "\n\n").strip() + "\n";
    }

    private static String about(Class<?> type) {
        About about = type.getAnnotation(About.class);
        return about == null ? "" : about.value();
    }

    private static List<String> examples(Class<?> type) {
        About about = type.getAnnotation(About.class);
        return about == null ? List.of() : List.of(about.examples());
    }
}
