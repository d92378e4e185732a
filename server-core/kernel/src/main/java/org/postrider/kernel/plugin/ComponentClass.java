package org.postrider.kernel.plugin;

import com.google.inject.Key;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.plugin.ServerInfo;

/// A class that a plugin registered, looked at but not yet made.
///
/// @param name by which the XML chooses it
public record ComponentClass<T>(
        ComponentKind<T> kind, String name, Class<? extends T> type, LoadedPlugin plugin, Constructor<?> constructor) {
    /// @throws IllegalArgumentException with a sentence where the class cannot be made by the server
    static <T> ComponentClass<T> of(ComponentKind<T> kind, String name, Class<? extends T> type, LoadedPlugin plugin) {
        if (Modifier.isAbstract(type.getModifiers())) {
            throw new IllegalArgumentException(type.getName() + " is abstract");
        }
        Constructor<?> constructor = constructor(type);
        long records = Arrays.stream(constructor.getParameterTypes())
                .filter(ComponentClass::isConfig)
                .count();
        if (records > 1) {
            throw new IllegalArgumentException(
                    "the constructor of " + type.getName() + " takes more than one configuration record");
        }
        return new ComponentClass<>(kind, name, type, plugin, constructor);
    }

    /// The record that holds its options, where it has any.
    public Optional<Class<? extends Record>> config() {
        return Arrays.stream(constructor.getParameterTypes())
                .filter(ComponentClass::isConfig)
                .<Class<? extends Record>>map(parameter -> parameter.asSubclass(Record.class))
                .findFirst();
    }

    static boolean isConfig(Class<?> parameter) {
        return parameter.isRecord() && parameter != ServerInfo.class && parameter != ListenerInfo.class;
    }

    /// What the constructor takes, in its order.
    List<Key<?>> parameters() {
        return Arrays.stream(constructor.getParameters())
                .<Key<?>>map(ComponentClass::key)
                .toList();
    }

    // JSR 330: a qualifier, such as @Named, tells apart what has one type.
    private static Key<?> key(Parameter parameter) {
        return Arrays.stream(parameter.getAnnotations())
                .filter(annotation -> annotation.annotationType().isAnnotationPresent(Qualifier.class))
                .findFirst()
                .<Key<?>>map(qualifier -> Key.get(parameter.getParameterizedType(), qualifier))
                .orElseGet(() -> Key.get(parameter.getParameterizedType()));
    }

    /// The one that is annotated, or the only public one.
    static Constructor<?> constructor(Class<?> type) {
        List<Constructor<?>> annotated = Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> constructor.isAnnotationPresent(Inject.class))
                .toList();
        List<Constructor<?>> candidates = annotated.isEmpty() ? List.of(type.getConstructors()) : annotated;
        if (candidates.size() != 1) {
            throw new IllegalArgumentException(type.getName()
                    + " needs one public constructor, or one annotated with jakarta.inject.Inject; it has "
                    + candidates.size());
        }
        return candidates.getFirst();
    }
}
