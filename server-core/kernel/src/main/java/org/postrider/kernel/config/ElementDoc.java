package org.postrider.kernel.config;

import java.util.List;
import java.util.Optional;

/// What an element of a configuration file may hold, for its schema and its page of the reference.
///
/// @param name of the element
/// @param doc what it is for
/// @param repeatable whether it may stand several times in its parent
/// @param options its attributes and simple children
/// @param children elements inside it
/// @param components parts of plugins, one of which gives the element further options: mailets in `<mailet>`
public record ElementDoc(
        String name,
        String doc,
        boolean repeatable,
        List<OptionDoc> options,
        List<ElementDoc> children,
        List<ComponentDoc> components) {
    public ElementDoc {
        options = List.copyOf(options);
        children = List.copyOf(children);
        components = List.copyOf(components);
    }

    /// The element that a record is bound from.
    public static ElementDoc of(String name, String doc, boolean repeatable, Class<? extends Record> type) {
        return of(name, doc, repeatable, Optional.of(type), List.of(), List.of());
    }

    /// An element with a record's options, and more.
    public static ElementDoc of(
            String name,
            String doc,
            boolean repeatable,
            Optional<Class<? extends Record>> type,
            List<ElementDoc> children,
            List<ComponentDoc> components) {
        List<OptionDoc> all = type.map(RecordDocs::options).orElse(List.of());
        List<ElementDoc> nested = all.stream()
                .filter(option -> option.nested().isPresent())
                .map(option -> of(
                        option.name(),
                        option.doc(),
                        option.repeatable(),
                        option.nested().orElseThrow()))
                .toList();
        List<OptionDoc> simple =
                all.stream().filter(option -> option.nested().isEmpty()).toList();
        List<ElementDoc> inside = java.util.stream.Stream.concat(nested.stream(), children.stream())
                .toList();
        return new ElementDoc(name, doc, repeatable, simple, inside, components);
    }

    /// True where the element may stand inside itself: one of its children has its name.
    boolean nestable() {
        return children.stream().anyMatch(child -> child.name().equals(name));
    }

    /// A part of a plugin and its options.
    ///
    /// @param plugin the plugin's name
    /// @param element the options, as an element would hold them
    /// @param examples of its use, in XML
    public record ComponentDoc(String plugin, ElementDoc element, List<String> examples) {
        public ComponentDoc {
            examples = List.copyOf(examples);
        }
    }
}
