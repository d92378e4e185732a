package org.postrider.kernel.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigElement.Attribute;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Suggestion;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PartNames;
import org.postrider.kernel.plugin.PluginCatalog;

/// Makes a pipeline from `pipeline.xml`, in the form that Apache James made known:
///
/// ```xml
/// <pipeline>
///   <processor state="root">
///     <mailet match="HasHeader=X-Spam" class="ToProcessor" onMailetException="ignore">
///       <processor>spam</processor>
///     </mailet>
///     ...
/// ```
public final class PipelineCompiler {
    private static final String ON_MAILET = "onMailetException";
    private static final String ON_MATCH = "onMatchException";
    private static final Set<String> OWN = Set.of(
            MatcherCompiler.MATCH, MatcherCompiler.NOT_MATCH, MatcherCompiler.ELEMENT, "class", ON_MAILET, ON_MATCH);
    private static final List<String> ATTRIBUTES_ONLY =
            List.of(MatcherCompiler.MATCH, MatcherCompiler.NOT_MATCH, "class");
    private static final String STATE = "state";
    private static final String IGNORE = "ignore";
    private static final String MATCH_EVERYBODY = "All";

    private final PluginCatalog catalog;
    private final ComponentFactory factory;
    private final MatcherCompiler matchers;
    private final Problems problems;

    public PipelineCompiler(PluginCatalog catalog, ComponentFactory factory, Problems problems) {
        this.catalog = catalog;
        this.factory = factory;
        this.matchers = new MatcherCompiler(catalog, factory, problems);
        this.problems = problems;
    }

    /// @return empty where a problem was added
    public Optional<Pipeline> compile(ConfigElement root) {
        int before = problems.list().size();
        Map<String, ConfigElement> elements = processors(root);
        for (String needed : List.of(Pipeline.ROOT, Pipeline.ERROR, Pipeline.BOUNCES)) {
            if (!elements.containsKey(needed)) {
                problems.add(root.location(), "there is no <processor state=\"" + needed + "\">; add it");
            }
        }
        Map<String, List<Step>> processors = new LinkedHashMap<>();
        elements.forEach((name, element) -> processors.put(name, steps(name, element, elements.keySet())));
        Map<String, List<WayCheck.Place>> places = new LinkedHashMap<>();
        elements.forEach((name, element) -> places.put(
                name, element.children("mailet").stream().map(this::place).toList()));
        new WayCheck(problems).check(elements, places);
        return problems.list().size() == before ? Optional.of(new Pipeline(processors)) : Optional.empty();
    }

    private Map<String, ConfigElement> processors(ConfigElement root) {
        expectName(root, "pipeline");
        expectAttributes(root, Set.of());
        Map<String, ConfigElement> processors = new LinkedHashMap<>();
        for (ConfigElement child : root.children()) {
            if (!expectName(child, "processor")) {
                continue;
            }
            expectAttributes(child, Set.of(STATE, WayCheck.ENTRY));
            checkEntry(child);
            Optional<String> name = child.attribute(STATE).map(Attribute::value);
            if (name.isEmpty() || name.get().isBlank()) {
                problems.add(child.location(), "a processor has a name: <processor state=\"...\">");
            } else if (processors.putIfAbsent(name.get(), child) != null) {
                problems.add(child.location(), "there are two processors '" + name.get() + "'; make them one");
            }
        }
        return processors;
    }

    private void checkEntry(ConfigElement processor) {
        processor
                .attribute(WayCheck.ENTRY)
                .filter(entry -> !Set.of("true", "false").contains(entry.value().strip()))
                .ifPresent(entry -> problems.add(
                        entry.location(), WayCheck.ENTRY + " is true or false, not '" + entry.value() + "'"));
    }

    private boolean expectName(ConfigElement element, String name) {
        if (element.name().equals(name)) {
            return true;
        }
        problems.add(
                element.location(),
                "<" + element.name() + "> is not known here; "
                        + JamesLeftovers.advice(element.name()).orElse("only <" + name + "> is"));
        return false;
    }

    private void expectAttributes(ConfigElement element, Set<String> known) {
        for (Attribute attribute : element.attributes()) {
            if (!known.contains(attribute.name())) {
                problems.add(
                        attribute.location(),
                        "<" + element.name() + "> has no attribute " + attribute.name() + "; "
                                + JamesLeftovers.advice(attribute.name())
                                        .orElseGet(() -> Suggestion.ask(attribute.name(), known)));
            }
        }
    }

    private List<Step> steps(String processor, ConfigElement element, Set<String> processors) {
        List<Step> steps = new ArrayList<>();
        Map<String, Optional<Matcher>> named = matchers.named(element);
        for (ConfigElement child : element.children()) {
            if (!child.name().equals(MatcherCompiler.ELEMENT) && expectName(child, "mailet")) {
                checkAttributes(child);
                checkProcessorOptions(child, processors);
                step(processor, steps.size() + 1, child, processors, named).ifPresent(steps::add);
            }
        }
        checkEnd(processor, element);
        return steps;
    }

    private void checkAttributes(ConfigElement mailet) {
        if (mailet.attribute("class").isEmpty()) {
            problems.add(mailet.location(), "which mailet? Add class=\"...\"");
        }
        // What looks like a condition and is passed over would let the mailet take everybody.
        mailet.attribute(MatcherCompiler.ELEMENT)
                .ifPresent(attribute ->
                        problems.add(attribute.location(), "<mailet> has no attribute matcher; write match=\"...\""));
        for (String name : ATTRIBUTES_ONLY) {
            mailet.children(name)
                    .forEach(child -> problems.add(
                            child.location(),
                            "<" + name + "> is not known in <mailet>; write it as its attribute: " + name
                                    + "=\"...\""));
        }
        boolean match = mailet.attribute(MatcherCompiler.MATCH).isPresent();
        // A misspelt match= would mean everybody: so it must stand there.
        if (match == mailet.attribute(MatcherCompiler.NOT_MATCH).isPresent()) {
            problems.add(
                    mailet.location(),
                    "for whom is the mailet? Add match=\"All\" or another matcher, or notmatch=\"...\"");
        }
    }

    private Optional<Step> step(
            String processor,
            int number,
            ConfigElement element,
            Set<String> processors,
            Map<String, Optional<Matcher>> named) {
        Optional<Attribute> type = element.attribute("class");
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Optional<Matcher> matcher = matchers.of(element, named);
        Optional<Mailet> mailet = factory.mailet(type.get().value(), element, OWN, problems);
        Optional<String> onMailet = onMailetException(element, processors);
        Step.OnMatchException onMatch = onMatchException(element, processors);
        if (matcher.isEmpty() || mailet.isEmpty()) {
            return Optional.empty();
        }
        String name = processor + "[" + number + "] " + type.get().value();
        boolean negated = element.attribute(MatcherCompiler.NOT_MATCH).isPresent();
        return Optional.of(new Step(
                name, MatcherCompiler.shown(element), matcher.get(), negated, mailet.get(), onMatch, onMailet));
    }

    private Optional<String> onMailetException(ConfigElement element, Set<String> processors) {
        Optional<Attribute> given = own(element, ON_MAILET);
        if (given.isEmpty()) {
            return Optional.of(Pipeline.ERROR);
        }
        String value = given.get().value().strip();
        return switch (value) {
            case IGNORE -> Optional.empty();
            case "propagate" -> Optional.of(Pipeline.ERROR);
            default -> {
                checkProcessor(value, given.get().location(), processors);
                yield Optional.of(value);
            }
        };
    }

    private Step.OnMatchException onMatchException(ConfigElement element, Set<String> processors) {
        Optional<Attribute> given = own(element, ON_MATCH);
        String value = given.map(Attribute::value).map(String::strip).orElse(Pipeline.ERROR);
        return switch (value) {
            case "nomatch" -> new Step.OnMatchException.NoMatch();
            case "matchall" -> new Step.OnMatchException.MatchAll();
            case "propagate" -> new Step.OnMatchException.ToProcessor(Pipeline.ERROR);
            default -> {
                given.ifPresent(there -> checkProcessor(value, there.location(), processors));
                yield new Step.OnMatchException.ToProcessor(value);
            }
        };
    }

    private static Optional<Attribute> own(ConfigElement element, String name) {
        return given(element, name).findFirst();
    }

    // As an attribute, or as Apache James has it, as a child.
    private static Stream<Attribute> given(ConfigElement element, String name) {
        return Stream.concat(
                element.attribute(name).stream(),
                element.children(name).stream().map(child -> new Attribute(name, child.text(), child.location())));
    }

    private void checkProcessorOptions(ConfigElement element, Set<String> processors) {
        processorNames(element).forEach(name -> checkProcessor(name.value(), name.location(), processors));
    }

    private Stream<Attribute> processorNames(ConfigElement element) {
        return mailet(element).flatMap(ComponentClass::config).stream()
                .flatMap(config -> ProcessorOptions.names(element, config));
    }

    private Optional<ComponentClass<Mailet>> mailet(ConfigElement element) {
        return element.attribute("class").flatMap(type -> catalog.find(ComponentKind.MAILET, type.value()));
    }

    private WayCheck.Place place(ConfigElement element) {
        Set<String> ways = processorNames(element).map(Attribute::value).collect(Collectors.toSet());
        Set<String> failures = Stream.of(ON_MAILET, ON_MATCH)
                .flatMap(name -> own(element, name).stream())
                .map(given -> given.value().strip())
                .collect(Collectors.toSet());
        return new WayCheck.Place(
                element.location(),
                takesEverybody(element),
                mailet(element).isPresent() && endsTheWay(element),
                ignores(element),
                ways,
                failures,
                !ways.isEmpty() && mailet(element).filter(MailetEnds::onlyLeads).isPresent());
    }

    private void checkProcessor(String name, Location location, Set<String> processors) {
        if (!processors.contains(name)) {
            problems.add(location, "there is no processor '" + name + "'; " + Suggestion.ask(name, processors));
        }
    }

    private void checkEnd(String processor, ConfigElement element) {
        List<ConfigElement> mailets = element.children("mailet");
        boolean ends = !mailets.isEmpty() && takesEverybody(mailets.getLast()) && endsTheWay(mailets.getLast());
        if (!ends) {
            Location place =
                    mailets.isEmpty() ? element.location() : mailets.getLast().location();
            problems.add(
                    place,
                    "mail would fall off the end of the processor '" + processor
                            + "': its last mailet must have match=\"All\" and end the way, as ToProcessor, LocalDelivery,"
                            + " RemoteDelivery, Bounce and Discard do");
        } else if (ignores(mailets.getLast())) {
            problems.add(
                    mailets.getLast().location(),
                    "mail on which the last mailet of the processor '" + processor
                            + "' fails would fall off its end; remove " + ON_MAILET + "=\"" + IGNORE + "\"");
        }
    }

    private static boolean takesEverybody(ConfigElement mailet) {
        return mailet.attribute(MatcherCompiler.NOT_MATCH).isEmpty()
                && mailet.attribute(MatcherCompiler.MATCH)
                        .filter(match -> PartNames.of(match.value().strip()).equals(MATCH_EVERYBODY))
                        .isPresent();
    }

    private static boolean ignores(ConfigElement mailet) {
        return own(mailet, ON_MAILET)
                .filter(given -> given.value().strip().equals(IGNORE))
                .isPresent();
    }

    private boolean endsTheWay(ConfigElement mailet) {
        // A mailet that is not known has its own problem already.
        return mailet(mailet).map(found -> MailetEnds.endsTheWay(found, mailet)).orElse(true);
    }
}
