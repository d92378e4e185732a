package org.postrider.kernel.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An option with the value that it has.
///
/// @param path of elements, such as `listeners/listener[smtp]/maxConnections`
/// @param value as it is written; of a secret, that it is hidden
/// @param place where it stands; empty where it has its default
/// @param otherwise its default; empty where it has none
public record Setting(String path, String value, Optional<Location> place, Optional<String> otherwise) {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|passphrase|secret|token|credential|verifier|apikey).*");
    /// As in the address of a database: `?password=...`, `//user:password@host`.
    private static final Pattern SECRET_INSIDE = Pattern.compile("(?i)(password|secret|token)=|//[^/@\\s]+:[^/@\\s]+@");
    private static final String HIDDEN = "(hidden)";
    /// What tells elements of a name apart, and the names of parts.
    private static final List<String> NAMES = List.of("name", "class", "type", "protocol", "state", "address");

    /// True where it was given, and is not what it would be anyway.
    public boolean isChanged() {
        return place.isPresent() && !otherwise.equals(Optional.of(value));
    }

    /// All of a file, in the order in which they stand there; behind those of each element, the defaults of the others.
    ///
    /// @param root as it is written, without replacements
    /// @param doc what it may hold
    public static List<Setting> of(ConfigElement root, ElementDoc doc) {
        List<Setting> settings = new ArrayList<>();
        add(root, doc, root.name(), settings);
        return settings;
    }

    private static void add(ConfigElement element, ElementDoc doc, String path, List<Setting> settings) {
        Map<String, OptionDoc> options = options(element, doc);
        Map<String, ElementDoc> children = children(element, doc);
        Set<String> given = new LinkedHashSet<>();
        for (ConfigElement.Attribute attribute : element.attributes()) {
            given.add(attribute.name());
            settings.add(given(path, attribute.name(), attribute.value(), attribute.location(), options));
        }
        Map<String, Integer> count = new HashMap<>();
        for (ConfigElement child : element.children()) {
            given.add(child.name());
            ElementDoc inside = children.get(child.name());
            if (inside == null) {
                settings.add(given(path, child.name(), child.text(), child.location(), options));
            } else {
                int number = count.merge(child.name(), 1, Integer::sum);
                add(
                        child,
                        inside,
                        path + "/" + child.name() + (inside.repeatable() ? label(child, number) : ""),
                        settings);
            }
        }
        options.values().stream()
                .filter(option -> !given.contains(option.name()))
                .forEach(option -> option.defaultValue()
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> settings.add(new Setting(
                                path + "/" + option.name(), value, Optional.empty(), option.defaultValue()))));
        children.values().stream()
                .filter(child -> !given.contains(child.name()) && !child.repeatable())
                .forEach(child -> add(
                        new ConfigElement(child.name(), element.location(), List.of(), List.of(), ""),
                        child,
                        path + "/" + child.name(),
                        settings));
    }

    private static Setting given(
            String path, String name, String value, Location place, Map<String, OptionDoc> options) {
        boolean replaced = value.startsWith("${") && value.endsWith("}") && !value.contains(":-");
        boolean secret =
                SECRET.matcher(name).matches() || SECRET_INSIDE.matcher(value).find();
        String shown = secret && !replaced ? HIDDEN : value;
        Optional<String> otherwise = Optional.ofNullable(options.get(name)).flatMap(OptionDoc::defaultValue);
        return new Setting(path + "/" + name, shown, Optional.of(place), otherwise);
    }

    // Those of the element, and of the part that it names.
    private static Map<String, OptionDoc> options(ConfigElement element, ElementDoc doc) {
        return Stream.concat(doc.options().stream(), parts(element, doc).flatMap(part -> part.options().stream()))
                .collect(Collectors.toMap(
                        OptionDoc::name, option -> option, (first, _) -> first, java.util.LinkedHashMap::new));
    }

    private static Map<String, ElementDoc> children(ConfigElement element, ElementDoc doc) {
        return Stream.concat(doc.children().stream(), parts(element, doc).flatMap(part -> part.children().stream()))
                .collect(Collectors.toMap(
                        ElementDoc::name, child -> child, (first, _) -> first, java.util.LinkedHashMap::new));
    }

    private static Stream<ElementDoc> parts(ConfigElement element, ElementDoc doc) {
        Set<String> named = element.attributes().stream()
                .filter(attribute -> NAMES.contains(attribute.name()))
                .map(ConfigElement.Attribute::value)
                .collect(Collectors.toSet());
        return doc.components().stream()
                .map(ElementDoc.ComponentDoc::element)
                .filter(part -> named.contains(part.name()))
                .limit(1);
    }

    private static String label(ConfigElement element, int number) {
        return NAMES.stream()
                .flatMap(name -> element.attribute(name).stream())
                .findFirst()
                .map(attribute -> "[" + attribute.value() + "]")
                .orElse("[" + number + "]");
    }
}
