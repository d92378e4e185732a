package org.postrider.kernel.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postrider.kernel.config.RecordDocs.Component;

/// Makes configuration records from elements. What a record may look like: [org.postrider.api.config.Option].
///
/// Never throws for what stands in a file: everything that is wrong becomes a problem with its place, and the answer is
/// empty. Thread-safe.
public final class RecordBinder {
    private final Path home;

    /// @param home what relative paths are resolved against
    public RecordBinder(Path home) {
        this.home = home;
    }

    public <R> Optional<R> bind(ConfigElement element, Class<R> type, Problems problems) {
        return bind(element, type, Set.of(), problems);
    }

    /// @param ignored attributes and child elements that the caller looks after itself
    /// @return empty where a problem was added
    public <R> Optional<R> bind(ConfigElement element, Class<R> type, Set<String> ignored, Problems problems) {
        return componentsOf(type, element.location(), problems)
                .flatMap(components -> new Binding(element, components, ignored, problems).make(type));
    }

    /// Makes a record from the text after the `=` of a matcher: the first component takes it (a list: between commas),
    /// the others have their defaults.
    ///
    /// @param matcher its name, for sentences
    /// @param text empty where there is none
    /// @return empty where a problem was added
    public <R> Optional<R> bindText(String matcher, String text, Location location, Class<R> type, Problems problems) {
        return componentsOf(type, location, problems).flatMap(components -> {
            if (components.isEmpty() && !text.isEmpty()) {
                problems.add(location, "the matcher " + matcher + " takes no condition; remove '=" + text + "'");
                return Optional.empty();
            }
            List<ConfigElement.Attribute> attributes = text.isEmpty()
                    ? List.of()
                    : List.of(new ConfigElement.Attribute(components.getFirst().name(), text, location));
            ConfigElement element = new ConfigElement("matcher", location, attributes, List.of(), "");
            return new Binding("the matcher " + matcher, element, components, Set.of(), problems).make(type);
        });
    }

    /// Finds what no file can mend: a component of a type that no option can have, or without
    /// [org.postrider.api.config.Option], and a default that cannot be taken; in nested records too.
    public void check(Class<?> type, Location place, Problems problems) {
        check(type, place, problems, new HashSet<>());
    }

    private void check(Class<?> type, Location place, Problems problems, Set<Class<?>> seen) {
        if (!seen.add(type)) {
            return;
        }
        for (Component component : componentsOf(type, place, problems).orElse(List.of())) {
            if (component.simple().isEmpty()) {
                check(component.value(), place, problems, seen);
            } else if (component.defaultValue().isPresent()) {
                Problems own = new Problems();
                ConfigElement empty = new ConfigElement(type.getSimpleName(), place, List.of(), List.of(), "");
                new Binding(empty, List.of(component), Set.of(), own).value(component);
                own.list()
                        .forEach(wrong -> problems.add(
                                place,
                                "the default of " + type.getSimpleName() + "." + component.name() + " cannot be taken; "
                                        + wrong.message()));
            }
        }
    }

    private static Optional<List<Component>> componentsOf(Class<?> type, Location location, Problems problems) {
        try {
            return Optional.of(RecordDocs.components(type));
        } catch (IllegalArgumentException e) {
            problems.add(location, "a mistake in the code of this part: " + e.getMessage());
            return Optional.empty();
        }
    }

    private final class Binding {
        private final String owner;
        private final ConfigElement element;
        private final List<Component> components;
        private final Set<String> ignored;
        private final Problems problems;
        private boolean failed;

        Binding(ConfigElement element, List<Component> components, Set<String> ignored, Problems problems) {
            this(shown(element), element, components, ignored, problems);
        }

        /// @param owner whose options they are, for sentences
        Binding(
                String owner,
                ConfigElement element,
                List<Component> components,
                Set<String> ignored,
                Problems problems) {
            this.owner = owner;
            this.element = element;
            this.components = components;
            this.ignored = ignored;
            this.problems = problems;
        }

        <R> Optional<R> make(Class<R> type) {
            checkNames();
            List<Optional<Object>> values = components.stream().map(this::value).toList();
            return failed ? Optional.empty() : construct(type, values);
        }

        private void checkNames() {
            Set<String> known = new TreeSet<>(ignored);
            components.forEach(component -> known.add(component.name()));
            for (ConfigElement.Attribute attribute : element.attributes()) {
                if (!known.contains(attribute.name())) {
                    fail(attribute.location(), unknown(attribute.name(), attribute.name(), known));
                }
            }
            for (ConfigElement child : element.children()) {
                if (!known.contains(child.name())) {
                    fail(child.location(), unknown("<" + child.name() + ">", child.name(), known));
                }
            }
            if (!element.text().isEmpty()) {
                fail(
                        element.location(),
                        "<" + element.name() + "> has the text '" + shortened(element.text())
                                + "', but takes only options; " + Suggestion.listing(known));
            }
        }

        private String unknown(String shown, String name, Set<String> known) {
            String there = " is not known in <" + element.name() + ">; ";
            return shown
                    + there
                    + Suggestion.nearest(name, known)
                            .map(near -> "did you mean " + (shown.startsWith("<") ? "<" + near + ">" : near) + "?")
                            .orElseGet(() -> Suggestion.listing(known));
        }

        // An empty answer means that a problem was added, except for Optional and List, which are values themselves.
        private Optional<Object> value(Component component) {
            List<Given> given = given(component);
            return switch (component.arity()) {
                case ONE -> one(component, given);
                case OPTIONAL ->
                    Optional.of(
                            given.isEmpty() && component.defaultValue().isEmpty()
                                    ? Optional.empty()
                                    : one(component, given));
                case LIST -> Optional.of(list(component, given));
            };
        }

        private List<Given> given(Component component) {
            if (ignored.contains(component.name())) {
                return List.of();
            }
            Stream<Given> attribute = element.attribute(component.name()).stream()
                    .map(found -> new Given(found.location(), found.value(), Optional.empty()));
            Stream<Given> children = element.children(component.name()).stream()
                    .map(child -> new Given(child.location(), child.text(), Optional.of(child)));
            return Stream.concat(attribute, children).toList();
        }

        private Optional<Object> one(Component component, List<Given> given) {
            if (given.size() > 1) {
                fail(
                        given.get(1).location(),
                        component.name() + " is given twice; first in line "
                                + given.getFirst().location().line() + "; remove one");
                return Optional.empty();
            }
            if (!given.isEmpty()) {
                return single(component, given.getFirst());
            }
            if (component.defaultValue().isPresent()) {
                return single(
                        component, byDefault(component, component.defaultValue().get()));
            }
            fail(
                    element.location(),
                    owner + " needs " + component.name() + ": "
                            + component.simple().map(SimpleType::words).orElse("an element"));
            return Optional.empty();
        }

        private Given byDefault(Component component, String text) {
            ConfigElement empty = new ConfigElement(component.name(), element.location(), List.of(), List.of(), "");
            return new Given(element.location(), text, Optional.of(empty));
        }

        private List<Object> list(Component component, List<Given> given) {
            List<Given> items = given;
            if (items.isEmpty() && component.defaultValue().isPresent()) {
                items = List.of(byDefault(component, component.defaultValue().get()));
            }
            boolean splits = component.simple().isPresent() && component.value() != Pattern.class;
            if (items.size() == 1 && splits) {
                Given all = items.getFirst();
                items = Arrays.stream(all.text().split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .map(item -> new Given(all.location(), item, Optional.empty()))
                        .toList();
            }
            List<Object> values = new ArrayList<>();
            items.forEach(item -> single(component, item).ifPresent(values::add));
            return List.copyOf(values);
        }

        private Optional<Object> single(Component component, Given given) {
            if (component.simple().isEmpty()) {
                return nested(component, given);
            }
            if (given.element().isPresent() && !given.element().get().children().isEmpty()) {
                fail(given.location(), "<" + component.name() + "> takes a value, no elements");
                return Optional.empty();
            }
            try {
                return Optional.of(component.simple().get().parser().apply(given.text(), home));
            } catch (IllegalArgumentException e) {
                fail(given.location(), component.name() + ": " + e.getMessage());
                return Optional.empty();
            }
        }

        private Optional<Object> nested(Component component, Given given) {
            if (given.element().isEmpty()) {
                fail(given.location(), component.name() + " must be an element, not an attribute");
                return Optional.empty();
            }
            Optional<?> value = bind(given.element().get(), component.value(), problems);
            failed |= value.isEmpty();
            return value.map(record -> record);
        }

        private <R> Optional<R> construct(Class<R> type, List<Optional<Object>> values) {
            try {
                Class<?>[] types = Arrays.stream(type.getRecordComponents())
                        .map(java.lang.reflect.RecordComponent::getType)
                        .toArray(Class<?>[]::new);
                Constructor<R> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return Optional.of(constructor.newInstance(
                        values.stream().map(Optional::orElseThrow).toArray()));
            } catch (InvocationTargetException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                String message = cause instanceof IllegalArgumentException && cause.getMessage() != null
                        ? cause.getMessage()
                        : cause.toString();
                fail(element.location(), "<" + element.name() + ">: " + message);
                return Optional.empty();
            } catch (ReflectiveOperationException e) {
                fail(element.location(), "a mistake in the code of this part: " + e);
                return Optional.empty();
            }
        }

        private void fail(Location location, String message) {
            failed = true;
            problems.add(location, message);
        }
    }

    // Which mailet, filter or store it is says more than the element's name.
    private static String shown(ConfigElement element) {
        return Stream.of("class", "type")
                .flatMap(name -> element.attribute(name).stream())
                .findFirst()
                .map(part -> "<" + element.name() + " " + part.name() + "=\"" + part.value() + "\">")
                .orElse("<" + element.name() + ">");
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    /// A value as it was written.
    ///
    /// @param element where it was not an attribute
    private record Given(Location location, String text, Optional<ConfigElement> element) {}
}
