package org.postrider.kernel.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Provider;
import com.google.inject.spi.Elements;
import jakarta.inject.Singleton;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.postrider.api.metrics.Metrics;
import org.postrider.api.state.StateStore;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.state.StateFolders;

/// Binds the classes of a plugin that its parts ask for, so that one constructor without annotation is enough and that
/// a `@Singleton` is shared among the plugin's parts and with no other plugin's, and what its own modules bind.
final class OwnClasses extends AbstractModule {
    private final Injector server;
    private final LoadedPlugin plugin;
    private final PluginCatalog catalog;
    private final OwnModules modules;
    private final Set<Class<?>> seen = new HashSet<>();

    OwnClasses(LoadedPlugin plugin, PluginCatalog catalog, OwnModules modules, Injector server) {
        this.server = server;
        this.plugin = plugin;
        this.catalog = catalog;
        this.modules = modules;
    }

    @Override
    protected void configure() {
        // By providers, since a server that is only checked has no instances.
        if (server.getExistingBinding(Key.get(StateFolders.class)) != null) {
            Provider<StateFolders> state = getProvider(StateFolders.class);
            bind(StateStore.class)
                    .toProvider(() -> state.get().of(plugin.name()))
                    .in(Singleton.class);
        }
        Provider<ServerMetrics> metrics = getProvider(ServerMetrics.class);
        // What is bound by the way would be bound in the server's injector, and keep the plugin's classes.
        binder().requireExplicitBindings();
        install(Elements.getModule(modules.elements()));
        bind(Metrics.class).toProvider(() -> metrics.get().of(plugin.name())).in(Singleton.class);
        modules.made().forEach(this::own);
        for (ComponentClass<?> part : catalog.partsOf(plugin)) {
            for (Class<?> parameter : part.constructor().getParameterTypes()) {
                own(parameter);
            }
        }
    }

    private void own(Class<?> type) {
        boolean concrete = !type.isInterface() && !type.isRecord() && !Modifier.isAbstract(type.getModifiers());
        boolean ofPlugin = concrete
                && plugin.loader().equals(type.getClassLoader())
                && !PluginClassLoader.isShared(type.getName());
        if (!ofPlugin || modules.keys().contains(Key.get(type)) || !seen.add(type)) {
            return;
        }
        Constructor<?> constructor = ComponentClass.constructor(type);
        bindConstructor(type, constructor);
        for (Class<?> parameter : constructor.getParameterTypes()) {
            own(parameter);
        }
    }

    // The constructor is one of the type's own.
    @SuppressWarnings("unchecked")
    private <T> void bindConstructor(Class<T> type, Constructor<?> constructor) {
        bind(type).toConstructor((Constructor<T>) constructor);
    }
}
