package org.postrider.kernel.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;

/// The options of configuration records.
public final class RecordDocs {
    private RecordDocs() {}

    /// @throws IllegalArgumentException where a component has a type that no option may have, or no [Option]
    public static List<OptionDoc> options(Class<? extends Record> type) {
        return components(type).stream().map(RecordDocs::document).toList();
    }

    static List<Component> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(component -> component(type, component))
                .toList();
    }

    /// How a record's component is bound.
    ///
    /// @param value the type of one value, inside `Optional` or `List`
    /// @param defaultValue as it would be written
    record Component(
            String name,
            Arity arity,
            Class<?> value,
            Optional<SimpleType> simple,
            Optional<String> defaultValue,
            String doc) {
        boolean required() {
            return arity == Arity.ONE && defaultValue.isEmpty();
        }
    }

    enum Arity {
        ONE,
        OPTIONAL,
        LIST
    }

    private static Component component(Class<?> owner, RecordComponent component) {
        String place = owner.getSimpleName() + "." + component.getName();
        Option option = component.getAnnotation(Option.class);
        if (option == null) {
            throw new IllegalArgumentException(place + " has no @Option; annotate it with @Option(doc = \"...\")");
        }
        Arity arity = component.getType() == Optional.class
                ? Arity.OPTIONAL
                : component.getType() == List.class ? Arity.LIST : Arity.ONE;
        Class<?> value = arity == Arity.ONE ? component.getType() : argument(component.getGenericType(), place);
        Optional<SimpleType> simple = SimpleType.of(boxless(value));
        if (simple.isEmpty() && !value.isRecord()) {
            throw new IllegalArgumentException(place + " has the type " + value.getName()
                    + ", which no option can have; docs/plugins.md lists those that it can have, under Options");
        }
        Optional<String> defaultValue =
                option.defaultValue().equals(Option.NONE) ? Optional.empty() : Optional.of(option.defaultValue());
        return new Component(component.getName(), arity, value, simple, defaultValue, option.doc());
    }

    private static Class<?> argument(Type type, String place) {
        if (type instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> value) {
            return value;
        }
        throw new IllegalArgumentException(place + " must name the type inside " + type);
    }

    private static Class<?> boxless(Class<?> type) {
        if (type == Integer.class) {
            return int.class;
        }
        if (type == Long.class) {
            return long.class;
        }
        return type == Boolean.class ? boolean.class : type;
    }

    private static OptionDoc document(Component component) {
        Optional<Class<? extends Record>> nested = component.simple().isPresent()
                ? Optional.empty()
                : Optional.of(component.value().asSubclass(Record.class));
        return new OptionDoc(
                component.name(),
                component.simple().map(SimpleType::words).orElse("element"),
                component.simple().map(SimpleType::values).orElse(List.of()),
                component.simple().map(SimpleType::xsd).orElse(""),
                component.defaultValue(),
                component.required(),
                component.arity() == Arity.LIST,
                nested,
                component.doc());
    }
}
