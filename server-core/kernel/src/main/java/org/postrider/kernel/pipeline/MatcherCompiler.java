package org.postrider.kernel.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.pipeline.Matcher;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigElement.Attribute;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Suggestion;
import org.postrider.kernel.pipeline.CompositeMatcher.Junction;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PartNames;
import org.postrider.kernel.plugin.PluginCatalog;

/// Makes what stands in `match` and `notmatch`: a matcher of a plugin, one that the processor named, or `And`, `Or`,
/// `Xor` and `Not` of the `<matcher>` elements inside.
///
/// ```xml
/// <matcher name="robot" match="Or">
///   <matcher match="SenderIsNull"/>
///   <matcher match="And"><matcher match="HasHeader=List-Id"/><matcher notmatch="IsAuthenticated"/></matcher>
/// </matcher>
/// <mailet match="robot" class="Discard"/>
/// ```
final class MatcherCompiler {
    static final String MATCH = "match";
    static final String NOT_MATCH = "notmatch";
    static final String ELEMENT = "matcher";

    /// For whom a mailet is, in the words of its element.
    static String shown(ConfigElement mailet) {
        return mailet.attribute(MATCH)
                .map(Attribute::value)
                .or(() -> mailet.attribute(NOT_MATCH).map(not -> "not " + not.value()))
                .orElse("");
    }

    private static final String NAME = "name";
    private static final int DEPTH_MAX = 50;

    private final PluginCatalog catalog;
    private final ComponentFactory factory;
    private final Problems problems;

    MatcherCompiler(PluginCatalog catalog, ComponentFactory factory, Problems problems) {
        this.catalog = catalog;
        this.factory = factory;
        this.problems = problems;
    }

    /// The matchers that a processor names, for its mailets and for later ones of them; empty where a problem was
    /// added.
    Map<String, Optional<Matcher>> named(ConfigElement processor) {
        Map<String, Optional<Matcher>> named = new LinkedHashMap<>();
        for (ConfigElement element : processor.children(ELEMENT)) {
            Optional<Attribute> name = element.attribute(NAME);
            Optional<Matcher> matcher = inner(element, named, true, 0);
            if (name.isEmpty() || name.get().value().isBlank()) {
                problems.add(element.location(), "a matcher of a processor has a name: <matcher name=\"...\">");
            } else if (isTaken(name.get().value().strip())) {
                problems.add(
                        name.get().location(),
                        "'" + name.get().value().strip() + "' is a matcher already; choose another");
            } else if (named.putIfAbsent(name.get().value().strip(), matcher) != null) {
                problems.add(
                        name.get().location(),
                        "there are two matchers '" + name.get().value().strip() + "'; rename one");
            }
        }
        return named;
    }

    private boolean isTaken(String name) {
        return Junction.of(name).isPresent()
                || catalog.find(ComponentKind.MATCHER, name).isPresent();
    }

    /// What `match` or `notmatch` of a mailet names, without the negation.
    Optional<Matcher> of(ConfigElement mailet, Map<String, Optional<Matcher>> named) {
        return matcher(mailet, named, 0);
    }

    private Optional<Matcher> inner(
            ConfigElement element, Map<String, Optional<Matcher>> named, boolean mayHaveName, int depth) {
        checkInner(element, mayHaveName);
        boolean negated = element.attribute(NOT_MATCH).isPresent();
        return matcher(element, named, depth)
                .map(matcher -> negated ? new CompositeMatcher(Junction.NOT, List.of(matcher)) : matcher);
    }

    private void checkInner(ConfigElement element, boolean mayHaveName) {
        Set<String> known = mayHaveName ? Set.of(NAME, MATCH, NOT_MATCH) : Set.of(MATCH, NOT_MATCH);
        for (Attribute attribute : element.attributes()) {
            if (!known.contains(attribute.name())) {
                problems.add(
                        attribute.location(),
                        "<matcher> has no attribute " + attribute.name() + " here; "
                                + Suggestion.ask(attribute.name(), known));
            }
        }
        for (ConfigElement child : element.children()) {
            if (!child.name().equals(ELEMENT)) {
                problems.add(
                        child.location(), "<" + child.name() + "> is not known in <matcher>; only <matcher> itself is");
            }
        }
        if (!element.text().isEmpty()) {
            problems.add(element.location(), "<matcher> takes no text; write match=\"...\"");
        }
        if (element.attribute(MATCH).isPresent() == element.attribute(NOT_MATCH).isPresent()) {
            problems.add(element.location(), "which matcher? Add match=\"...\" or notmatch=\"...\"");
        }
    }

    private Optional<Matcher> matcher(ConfigElement element, Map<String, Optional<Matcher>> named, int depth) {
        Optional<Attribute> match = element.attribute(MATCH).or(() -> element.attribute(NOT_MATCH));
        if (match.isEmpty()) {
            return Optional.empty();
        }
        String text = PartNames.of(match.get().value().strip());
        Optional<Junction> junction = Junction.of(text);
        if (junction.isPresent()) {
            return composite(junction.get(), element, named, depth);
        }
        List<ConfigElement> inside = element.children(ELEMENT);
        if (!inside.isEmpty()) {
            problems.add(
                    inside.getFirst().location(),
                    "<matcher> stands inside And, Or, Xor and Not; here the matcher is '" + text + "'");
        }
        Optional<Matcher> ofProcessor = named.get(text);
        return ofProcessor != null ? ofProcessor : ofPlugin(text, match.get());
    }

    private Optional<Matcher> ofPlugin(String text, Attribute match) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals).strip();
        String condition = equals < 0 ? "" : text.substring(equals + 1);
        return factory.matcher(name, condition, match.location(), problems);
    }

    private Optional<Matcher> composite(
            Junction junction, ConfigElement element, Map<String, Optional<Matcher>> named, int depth) {
        List<ConfigElement> elements = element.children(ELEMENT);
        if (elements.size() < junction.innerMin()) {
            problems.add(
                    element.location(),
                    "the matcher " + junction.word() + " needs " + junction.innerMin()
                            + " or more <matcher match=\"...\"/> inside; it has " + elements.size());
            return Optional.empty();
        }
        if (depth == DEPTH_MAX) {
            problems.add(element.location(), "matchers stand more than " + DEPTH_MAX + " deep inside each other");
            return Optional.empty();
        }
        List<Matcher> inner = new ArrayList<>();
        for (ConfigElement child : elements) {
            inner(child, named, false, depth + 1).ifPresent(inner::add);
        }
        return inner.size() == elements.size() ? Optional.of(new CompositeMatcher(junction, inner)) : Optional.empty();
    }
}
