package org.postrider.kernel.plugin;

import com.google.inject.AbstractModule;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;

/// Binds the classes of a plugin that its parts ask for, so that one constructor without annotation is enough and that
/// a `@Singleton` is shared among the plugin's parts and with no other plugin's.
final class OwnClasses extends AbstractModule {
    private final LoadedPlugin plugin;
    private final PluginCatalog catalog;
    private final Set<Class<?>> seen = new HashSet<>();

    OwnClasses(LoadedPlugin plugin, PluginCatalog catalog) {
        this.plugin = plugin;
        this.catalog = catalog;
    }

    @Override
    protected void configure() {
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
        if (!ofPlugin || !seen.add(type)) {
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
