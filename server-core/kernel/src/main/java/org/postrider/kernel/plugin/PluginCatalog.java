package org.postrider.kernel.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.event.MailObserver;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.plugin.AlsoNamed;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;

/// The parts of all plugins, by kind and name. Immutable.
public final class PluginCatalog implements Closeable {
    private final List<LoadedPlugin> plugins;
    private final Map<ComponentKind<?>, Map<String, ComponentClass<?>>> classes = new HashMap<>();

    private final Optional<Path> disabled;

    private PluginCatalog(List<LoadedPlugin> plugins, Optional<Path> disabled) {
        this.plugins = List.copyOf(plugins);
        this.disabled = disabled;
    }

    /// The plugins that came with the server and those of a folder.
    ///
    /// @param folder need not exist
    /// @param problems plugins that cannot be loaded or fail, and names that are taken
    public static PluginCatalog load(Path folder, Problems problems) {
        List<LoadedPlugin> plugins = new PluginLoader().load(folder, problems);
        return of(plugins, Optional.of(folder.resolve(PluginFolder.DISABLED)), problems);
    }

    /// Asks every plugin for its parts.
    ///
    /// @param problems plugins that fail, and names that are taken
    public static PluginCatalog of(List<LoadedPlugin> plugins, Problems problems) {
        return of(plugins, Optional.empty(), problems);
    }

    private static PluginCatalog of(List<LoadedPlugin> plugins, Optional<Path> disabled, Problems problems) {
        PluginCatalog catalog = new PluginCatalog(plugins, disabled);
        PluginCalls calls = PluginCalls.unpooled();
        for (LoadedPlugin plugin : plugins) {
            Location place = Location.of(plugin.file().orElse(Path.of("class path")));
            try {
                calls.call(plugin, "the list of parts", PluginLoader.LOAD_TIME_MAX, () -> {
                    plugin.plugin().register(catalog.new Registration(plugin, place, problems));
                    return plugin;
                });
            } catch (Exception e) {
                problems.add(
                        place, "the plugin " + plugin + " could not name its parts: it " + PluginFault.sentence(e));
            }
        }
        return catalog;
    }

    public List<LoadedPlugin> plugins() {
        return plugins;
    }

    public <T> Optional<ComponentClass<T>> find(ComponentKind<T> kind, String name) {
        return Optional.ofNullable(classesOf(kind).get(PartNames.of(name))).map(PluginCatalog::cast);
    }

    /// As [#find], but a name that is not known becomes a problem with a suggestion.
    public <T> Optional<ComponentClass<T>> find(
            ComponentKind<T> kind, String name, Location location, Problems problems) {
        Optional<ComponentClass<T>> found = find(kind, name);
        if (found.isEmpty()) {
            problems.add(
                    location,
                    "there is no " + kind.noun() + " '" + name + "'; " + PartNames.hint(this, kind, name, disabled));
        }
        return found;
    }

    public Set<String> names(ComponentKind<?> kind) {
        return Set.copyOf(classesOf(kind).keySet());
    }

    /// All of a kind, by name; what has second names is there under each.
    public <T> List<ComponentClass<T>> all(ComponentKind<T> kind) {
        return classesOf(kind).values().stream()
                .<ComponentClass<T>>map(PluginCatalog::cast)
                .toList();
    }

    /// True for a plugin with parts that are neither mailets nor matchers.
    public boolean hasMoreThanSteps(LoadedPlugin plugin) {
        return partsOf(plugin).stream()
                .anyMatch(part -> !part.kind().equals(ComponentKind.MAILET)
                        && !part.kind().equals(ComponentKind.MATCHER));
    }

    List<ComponentClass<?>> partsOf(LoadedPlugin plugin) {
        return classes.values().stream()
                .flatMap(named -> named.values().stream())
                .filter(part -> part.plugin().equals(plugin))
                .toList();
    }

    /// Lets go of the jars.
    @Override
    public void close() throws IOException {
        for (LoadedPlugin plugin : plugins) {
            if (plugin.file().isPresent() && plugin.loader() instanceof Closeable loader) {
                loader.close();
            }
        }
    }

    private Map<String, ComponentClass<?>> classesOf(ComponentKind<?> kind) {
        return classes.getOrDefault(kind, Map.of());
    }

    // Under a kind there are only classes of that kind.
    @SuppressWarnings("unchecked")
    private static <T> ComponentClass<T> cast(ComponentClass<?> type) {
        return (ComponentClass<T>) type;
    }

    private final class Registration implements PluginRegistry {
        private final LoadedPlugin plugin;
        private final Location place;
        private final Problems problems;

        Registration(LoadedPlugin plugin, Location place, Problems problems) {
            this.plugin = plugin;
            this.place = place;
            this.problems = problems;
        }

        @Override
        public void mailet(Class<? extends Mailet> type) {
            named(ComponentKind.MAILET, type);
        }

        @Override
        public void matcher(Class<? extends Matcher> type) {
            named(ComponentKind.MATCHER, type);
        }

        @Override
        public void protocol(String name, Class<? extends ProtocolHandler> type) {
            add(ComponentKind.PROTOCOL, name, type);
        }

        @Override
        public void sessionFilter(Class<? extends SessionFilter> type) {
            add(ComponentKind.SESSION_FILTER, type.getSimpleName(), type);
        }

        @Override
        public void observer(Class<? extends MailObserver> type) {
            add(ComponentKind.OBSERVER, type.getSimpleName(), type);
        }

        @Override
        public void transport(String name, Class<? extends Transport> type) {
            add(ComponentKind.TRANSPORT, name, type);
        }

        @Override
        public void store(String name, Class<? extends MailStore> type) {
            add(ComponentKind.STORE, name, type);
        }

        @Override
        public void directory(String name, Class<? extends UserDirectory> type) {
            add(ComponentKind.DIRECTORY, name, type);
        }

        @Override
        public void searchIndex(String name, Class<? extends SearchIndex> type) {
            add(ComponentKind.SEARCH, name, type);
        }

        @Override
        public void derivedField(Class<? extends DerivedField> type) {
            add(ComponentKind.DERIVED_FIELD, type.getSimpleName(), type);
        }

        private <T> void named(ComponentKind<T> kind, Class<? extends T> type) {
            add(kind, type.getSimpleName(), type);
            AlsoNamed others = type.getAnnotation(AlsoNamed.class);
            for (String other : others == null ? new String[0] : others.value()) {
                add(kind, other, type);
            }
        }

        private <T> void add(ComponentKind<T> kind, String name, Class<? extends T> type) {
            try {
                ComponentClass<T> added = ComponentClass.of(kind, name, type, plugin);
                ComponentClass<?> first =
                        classes.computeIfAbsent(kind, none -> new TreeMap<>()).putIfAbsent(name, added);
                if (first != null) {
                    problems.add(
                            place,
                            "the " + kind.noun() + " '" + name + "' of the plugin " + plugin
                                    + " has the name of one of the plugin " + first.plugin() + "; remove one of them");
                }
            } catch (IllegalArgumentException e) {
                problems.add(place, "the plugin " + plugin + ": " + e.getMessage());
            }
        }
    }
}
