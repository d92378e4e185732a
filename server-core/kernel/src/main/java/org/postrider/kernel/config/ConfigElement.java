package org.postrider.kernel.config;

import java.util.List;
import java.util.Optional;

/// An XML element as it was written, with its place.
///
/// @param text its text without that of its children, stripped
public record ConfigElement(
        String name, Location location, List<Attribute> attributes, List<ConfigElement> children, String text) {
    public ConfigElement {
        attributes = List.copyOf(attributes);
        children = List.copyOf(children);
    }

    public Optional<Attribute> attribute(String attributeName) {
        return attributes.stream()
                .filter(attribute -> attribute.name().equals(attributeName))
                .findFirst();
    }

    public List<ConfigElement> children(String childName) {
        return children.stream().filter(child -> child.name().equals(childName)).toList();
    }

    /// An attribute as it was written, with its place.
    public record Attribute(String name, String value, Location location) {}
}
