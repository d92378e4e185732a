package org.postrider.kernel.plugin;

import com.google.inject.CreationException;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.spi.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.smtp.SessionFilters;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.plugin.SettledFilter.OnFilterException;

/// Makes parts of plugins from their elements in the configuration.
///
/// A part's constructor gets its configuration record, bound from the element, and services from the plugin's own
/// injector, a child of the server's. Every mistake becomes a problem at the element. Thread-safe.
public final class ComponentFactory {
    private static final String FILTER = "filter";
    private static final String ON_EXCEPTION = "onFilterException";

    private final PluginCatalog catalog;
    private final RecordBinder binder;
    private final Injector services;
    private final boolean makes;
    private final Guarded guarded;
    private final Map<LoadedPlugin, Injector> injectors = new ConcurrentHashMap<>();
    private final List<Started> lifecycles = new CopyOnWriteArrayList<>();

    private ComponentFactory(
            PluginCatalog catalog, RecordBinder binder, Injector services, boolean makes, Guarded guarded) {
        this.catalog = catalog;
        this.binder = binder;
        this.services = services;
        this.makes = makes;
        this.guarded = guarded;
    }

    /// @param services what plugins may ask for, besides classes of their own
    /// @param limits of their calls
    public static ComponentFactory making(
            PluginCatalog catalog, RecordBinder binder, Injector services, PluginsConfig limits) {
        ServerMetrics metrics = services.getInstance(ServerMetrics.class);
        show(catalog, metrics);
        Guarded guarded = new Guarded(limits, metrics);
        return new ComponentFactory(catalog, binder, services, true, guarded);
    }

    /// A factory that finds every mistake in the configuration, and in what constructors ask for, but makes nothing:
    /// its
    /// parts fail when they are called.
    ///
    /// @param services of which only the bindings are asked for
    public static ComponentFactory checking(PluginCatalog catalog, RecordBinder binder, Injector services) {
        return new ComponentFactory(
                catalog, binder, services, false, new Guarded(PluginsConfig.defaults(), new ServerMetrics()));
    }

    /// A factory that makes the parts of other plugins, with the same services and limits.
    public ComponentFactory with(PluginCatalog other) {
        if (makes) {
            show(other, services.getInstance(ServerMetrics.class));
        }
        return new ComponentFactory(other, binder, services, makes, guarded);
    }

    private static void show(PluginCatalog catalog, ServerMetrics metrics) {
        for (LoadedPlugin plugin : catalog.plugins()) {
            if (plugin.loader() instanceof PluginClassLoader loader) {
                metrics.loader(plugin.name(), loader, loader.classes());
            }
        }
    }

    /// Keeps no count of this catalog's plugins any more; for when none of their parts is called again.
    public void forgetCalls() {
        catalog.plugins().forEach(guarded::forget);
    }

    /// @param element holds the options
    /// @param ignored attributes and children of `element` that are not the mailet's
    /// @return empty where a problem was added
    public Optional<Mailet> mailet(String name, ConfigElement element, Set<String> ignored, Problems problems) {
        return make(ComponentKind.MAILET, name, element, ignored, problems);
    }

    /// @param condition what stands after the `=`; empty for nothing
    /// @return empty where a problem was added
    public Optional<Matcher> matcher(String name, String condition, Location location, Problems problems) {
        return catalog.find(ComponentKind.MATCHER, name, location, problems).flatMap(found -> {
            if (found.config().isEmpty()) {
                if (condition.isEmpty()) {
                    return make(found, List.of(), location, problems);
                }
                problems.add(location, "the matcher " + name + " takes no condition; remove '=" + condition + "'");
                return Optional.empty();
            }
            return binder.bindText(name, condition, location, found.config().get(), problems)
                    .flatMap(config -> make(found, List.of(config), location, problems));
        });
    }

    /// @param info which listener it is for
    /// @return empty where a problem was added
    public Optional<ProtocolHandler> protocol(
            ListenerInfo info, ConfigElement element, Set<String> ignored, Problems problems) {
        Set<String> others = new HashSet<>(ignored);
        others.add(FILTER);
        SessionFilters filters = filters(info, element, problems);
        return catalog.find(ComponentKind.PROTOCOL, info.protocol(), element.location(), problems)
                .flatMap(found -> {
                    checkStages(found, element, problems);
                    return make(found, element, others, List.of(info, filters), problems);
                });
    }

    private SessionFilters filters(ListenerInfo info, ConfigElement element, Problems problems) {
        List<SessionFilter> filters = new ArrayList<>();
        for (ConfigElement child : element.children(FILTER)) {
            Optional<ConfigElement.Attribute> name = child.attribute("class");
            if (name.isEmpty()) {
                problems.add(child.location(), "<filter> needs the attribute class, the name of a filter");
                continue;
            }
            OnFilterException onException = onFilterException(child, problems);
            catalog.find(
                            ComponentKind.SESSION_FILTER,
                            name.get().value(),
                            name.get().location(),
                            problems)
                    .flatMap(found -> make(found, child, Set.of("class", ON_EXCEPTION), List.of(info), problems))
                    .map(filter -> new SettledFilter(filter, name.get().value(), onException))
                    .ifPresent(filters::add);
        }
        return new SessionFilters(filters);
    }

    private static OnFilterException onFilterException(ConfigElement element, Problems problems) {
        Optional<ConfigElement.Attribute> given = element.attribute(ON_EXCEPTION);
        return switch (given.map(ConfigElement.Attribute::value).orElse("proceed")) {
            case "proceed" -> OnFilterException.PROCEED;
            case "defer" -> OnFilterException.DEFER;
            default -> {
                problems.add(given.orElseThrow().location(), ON_EXCEPTION + " is proceed or defer");
                yield OnFilterException.PROCEED;
            }
        };
    }

    private static void checkStages(
            ComponentClass<ProtocolHandler> protocol, ConfigElement element, Problems problems) {
        List<ConfigElement> filters = element.children(FILTER);
        boolean hasStages = List.of(protocol.constructor().getParameterTypes()).contains(SessionFilters.class);
        if (!filters.isEmpty() && !hasStages) {
            problems.add(
                    filters.getFirst().location(),
                    "the protocol " + protocol.name() + " has no stages for a <filter>; remove it");
        }
    }

    /// Makes a part of any kind.
    ///
    /// @return empty where a problem was added
    public <T> Optional<T> make(
            ComponentKind<T> kind, String name, ConfigElement element, Set<String> ignored, Problems problems) {
        return catalog.find(kind, name, element.location(), problems)
                .flatMap(found -> make(found, element, ignored, List.of(), problems));
    }

    /// What was made of a kind and wants to be started and stopped, in the order in which it was made.
    public List<Lifecycle> lifecycles(ComponentKind<?> kind) {
        return lifecycles.stream()
                .filter(started -> started.kind().equals(kind))
                .map(Started::part)
                .toList();
    }

    private <T> Optional<T> make(
            ComponentClass<T> found,
            ConfigElement element,
            Set<String> ignored,
            List<Object> given,
            Problems problems) {
        Class<? extends Record> type = found.config().orElse(NoOptions.class);
        return binder.bind(element, type, ignored, problems).flatMap(config -> {
            List<Object> all = new ArrayList<>(given);
            all.add(config);
            return make(found, all, element.location(), problems);
        });
    }

    private <T> Optional<T> make(ComponentClass<T> found, List<Object> given, Location location, Problems problems) {
        try {
            Object made = guarded.make(found.kind(), found.name(), found.plugin(), () -> construct(found, given));
            if (makes && made instanceof Lifecycle lifecycle) {
                lifecycles.add(
                        new Started(found.kind(), guarded.wrap(found.kind(), found.name(), lifecycle, found.plugin())));
            }
            T part = found.kind().type().cast(made);
            return Optional.of(makes ? guarded.wrap(found.kind(), found.name(), part, found.plugin()) : part);
        } catch (Exception e) {
            problems.add(location, sentence(found, e));
            return Optional.empty();
        }
    }

    private static String sentence(ComponentClass<?> found, Exception e) {
        Throwable cause = e instanceof InvocationTargetException && e.getCause() != null ? e.getCause() : e;
        String what = "the " + found.kind().noun() + " " + found.name();
        return cause instanceof IllegalArgumentException && cause.getMessage() != null
                ? what + ": " + cause.getMessage()
                : what + " of the plugin " + found.plugin() + " cannot be made: it " + PluginFault.sentence(cause);
    }

    private <T> Object construct(ComponentClass<T> found, List<Object> given) throws ReflectiveOperationException {
        Injector injector = injectorOf(found.plugin());
        checkConstructor(found, injector);
        if (!makes) {
            return placeholder(found);
        }
        List<Object> arguments = new ArrayList<>();
        for (Key<?> parameter : found.parameters()) {
            Class<?> type = parameter.getTypeLiteral().getRawType();
            Optional<Object> config = given.stream().filter(type::isInstance).findFirst();
            arguments.add(config.isPresent() ? config.get() : injector.getInstance(parameter));
        }
        found.constructor().setAccessible(true);
        return found.constructor().newInstance(arguments.toArray());
    }

    /// Finds what would keep a part from being made, whatever its options are: a record that cannot be bound, a default
    /// that is none, a constructor that asks for what there is not. Each sentence names the plugin and the class.
    public void check(ComponentClass<?> part, Location place, Problems problems) {
        String who = "the " + part.kind().noun() + " " + part.name() + " of the plugin " + part.plugin() + ", class "
                + part.type().getName() + ": ";
        Problems own = new Problems();
        part.config().ifPresent(type -> binder.check(type, place, own));
        try {
            guarded.make(part.kind(), part.name(), part.plugin(), () -> {
                checkConstructor(part, injectorOf(part.plugin()));
                return part;
            });
        } catch (IllegalArgumentException e) {
            own.add(place, String.valueOf(e.getMessage()));
        } catch (Exception e) {
            own.add(place, "it " + PluginFault.sentence(e));
        }
        own.list().forEach(problem -> problems.add(place, who + problem.message()));
    }

    private static void checkConstructor(ComponentClass<?> part, Injector injector) {
        for (Key<?> parameter : part.parameters()) {
            Class<?> type = parameter.getTypeLiteral().getRawType();
            boolean given = ComponentClass.isConfig(type) || part.kind().given().contains(type);
            if (!given && injector.getExistingBinding(parameter) == null) {
                throw new IllegalArgumentException("its constructor asks for " + parameter.getTypeLiteral()
                        + ", which the server does not offer to a "
                        + part.kind().noun()
                        + "; take it out, or bind it in a Guice module of the plugin's own");
            }
        }
    }

    // Not under a lock of the map, which others need: making it may call the plugin's code.
    private Injector injectorOf(LoadedPlugin plugin) {
        Injector known = injectors.get(plugin);
        if (known != null) {
            return known;
        }
        Injector made = injector(plugin);
        Injector first = injectors.putIfAbsent(plugin, made);
        return first == null ? made : first;
    }

    private Injector injector(LoadedPlugin plugin) {
        OwnModules modules = OwnModules.of(plugin);
        try {
            return services.createChildInjector(new OwnClasses(plugin, catalog, modules, services));
        } catch (CreationException e) {
            String problems = e.getErrorMessages().stream()
                    .map(Message::getMessage)
                    .map(message -> message.lines().findFirst().orElse(""))
                    .collect(Collectors.joining("; "));
            throw new IllegalArgumentException(
                    "what the plugin " + plugin + " binds does not fit together: " + problems, e);
        }
    }

    private static <T> T placeholder(ComponentClass<T> found) {
        Class<T> type = found.kind().type();
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            throw new IllegalStateException("the " + found.kind().noun() + " " + found.name() + " was only checked");
        }));
    }

    private record NoOptions() {}

    private record Started(ComponentKind<?> kind, Lifecycle part) {}
}
