package org.postrider.kernel.plugin;

import com.google.inject.Binding;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.LinkedKeyBinding;
import com.google.inject.spi.Message;
import com.google.inject.spi.PrivateElements;
import com.google.inject.spi.ProviderKeyBinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The Guice modules that a plugin names in [#SERVICES], as what they bind. None of it is seen by other plugins.
///
/// @param keys what they bind
record OwnModules(List<Element> elements, Set<Key<?>> keys) {
    static final String SERVICES = "META-INF/services/" + Module.class.getName();

    /// Asks the modules of a plugin; what came with the server has none.
    ///
    /// @throws IllegalArgumentException with a sentence about what is wrong with them
    static OwnModules of(LoadedPlugin plugin) {
        if (!(plugin.loader() instanceof PluginClassLoader loader) || !loader.hasModules()) {
            return new OwnModules(List.of(), Set.of());
        }
        List<Module> modules = new ArrayList<>();
        try {
            for (String className : PluginLoader.classNames(loader, SERVICES)) {
                modules.add(
                        (Module) loader.loadClass(className).getConstructor().newInstance());
            }
        } catch (ReflectiveOperationException | ClassCastException | IOException e) {
            throw new IllegalArgumentException(
                    "a module of the plugin " + plugin + ", named in " + SERVICES + ", cannot be made: it "
                            + PluginFault.sentence(e),
                    e);
        }
        List<Element> elements = Elements.getElements(modules);
        Set<Key<?>> keys = new HashSet<>();
        for (Element element : elements) {
            switch (element) {
                case Message problem ->
                    throw new IllegalArgumentException(
                            "a module of the plugin " + plugin + " is wrong: " + problem.getMessage());
                case Binding<?> binding -> keys.add(binding.getKey());
                case PrivateElements exposed -> keys.addAll(exposed.getExposedKeys());
                default -> {}
            }
        }
        return new OwnModules(elements, Set.copyOf(keys));
    }

    /// The classes of which what they bind is made.
    List<Class<?>> made() {
        List<Class<?>> made = new ArrayList<>();
        for (Element element : elements) {
            switch (element) {
                case LinkedKeyBinding<?> linked ->
                    made.add(linked.getLinkedKey().getTypeLiteral().getRawType());
                case ProviderKeyBinding<?> provided ->
                    made.add(provided.getProviderKey().getTypeLiteral().getRawType());
                default -> {}
            }
        }
        return made;
    }
}
