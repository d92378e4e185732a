package org.postrider.kernel.pipeline;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.api.config.Option;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigElement.Attribute;

/// Finds the names of processors in a mailet's options: those of the type [ProcessorName], however deep.
public final class ProcessorOptions {
    // A record that holds itself would have no end.
    private static final int DEPTH_MAX = 8;

    private ProcessorOptions() {}

    /// The names that are given, each with its place, or else the defaults.
    ///
    /// @param config the record that `element` becomes
    public static Stream<Attribute> names(ConfigElement element, Class<?> config) {
        return names(element, config, 0);
    }

    /// Whether a mailet with that record has no other options.
    static boolean areAll(Class<?> config) {
        return Arrays.stream(config.getRecordComponents())
                .allMatch(option -> type(option.getGenericType()) == ProcessorName.class);
    }

    private static Stream<Attribute> names(ConfigElement element, Class<?> config, int depth) {
        if (depth == DEPTH_MAX || !config.isRecord()) {
            return Stream.empty();
        }
        return Arrays.stream(config.getRecordComponents()).flatMap(option -> {
            Class<?> type = type(option.getGenericType());
            return type == ProcessorName.class
                    ? names(element, option)
                    : element.children(option.getName()).stream().flatMap(child -> names(child, type, depth + 1));
        });
    }

    // Its own type, or that of an Optional or a List.
    private static Class<?> type(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType of
            when of.getActualTypeArguments().length == 1 -> type(of.getActualTypeArguments()[0]);
            default -> Object.class;
        };
    }

    private static Stream<Attribute> names(ConfigElement element, RecordComponent option) {
        List<Attribute> given = given(element, option.getName()).toList();
        Optional<String> standard = Optional.ofNullable(option.getAnnotation(Option.class))
                .map(Option::defaultValue)
                .filter(value -> !value.equals(Option.NONE));
        if (given.isEmpty() && standard.isPresent()) {
            given = List.of(new Attribute(option.getName(), standard.get(), element.location()));
        }
        return given.stream()
                .flatMap(names -> Arrays.stream(names.value().split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .map(name -> new Attribute(names.name(), name, names.location())));
    }

    // As an attribute, or as Apache James has it, as a child.
    private static Stream<Attribute> given(ConfigElement element, String name) {
        return Stream.concat(
                element.attribute(name).stream(),
                element.children(name).stream().map(child -> new Attribute(name, child.text(), child.location())));
    }
}
