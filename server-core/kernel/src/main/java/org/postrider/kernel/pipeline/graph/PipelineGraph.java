package org.postrider.kernel.pipeline.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.pipeline.MailetEnds;
import org.postrider.kernel.pipeline.ProcessorOptions;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;

/// The processors of a `pipeline.xml` that was checked, and how they hang together.
public record PipelineGraph(List<Processor> processors) {
    public PipelineGraph {
        processors = List.copyOf(processors);
    }

    /// @param name its state
    public record Processor(String name, List<Mailet> mailets) {
        public Processor {
            mailets = List.copyOf(mailets);
        }
    }

    /// @param match for whom it is, as in the file; `not ` before what stands in `notmatch`
    /// @param leadsTo processors to which its options send mail
    /// @param failsTo processors to which mail goes where it or its matcher fails, if the file says so
    /// @param ends no mail goes on to the next mailet
    /// @param line in the file
    public record Mailet(
            int number, String name, String match, Set<String> leadsTo, Set<String> failsTo, boolean ends, int line) {
        public Mailet {
            leadsTo = Set.copyOf(leadsTo);
            failsTo = Set.copyOf(failsTo);
        }
    }

    /// @param root of the file
    public static PipelineGraph of(ConfigElement root, PluginCatalog catalog) {
        Set<String> names = new LinkedHashSet<>();
        root.children("processor").forEach(processor -> names.add(text(processor, "state")));
        List<Processor> processors = new ArrayList<>();
        for (ConfigElement processor : root.children("processor")) {
            List<Mailet> mailets = new ArrayList<>();
            for (ConfigElement mailet : processor.children("mailet")) {
                mailets.add(mailet(mailets.size() + 1, mailet, catalog, names));
            }
            processors.add(new Processor(text(processor, "state"), mailets));
        }
        return new PipelineGraph(processors);
    }

    private static Mailet mailet(int number, ConfigElement element, PluginCatalog catalog, Set<String> names) {
        String name = text(element, "class");
        Optional<ComponentClass<org.postrider.api.pipeline.Mailet>> found = catalog.find(ComponentKind.MAILET, name);
        Set<String> leadsTo = new LinkedHashSet<>();
        found.flatMap(ComponentClass::config)
                .ifPresent(config -> ProcessorOptions.names(element, config)
                        .map(ConfigElement.Attribute::value)
                        .filter(names::contains)
                        .forEach(leadsTo::add));
        Set<String> failsTo = new LinkedHashSet<>(given(element, "onMailetException", names));
        failsTo.addAll(given(element, "onMatchException", names));
        boolean ends = found.map(type -> MailetEnds.endsTheWay(type, element)).orElse(false);
        String match = element.attribute("match")
                .map(ConfigElement.Attribute::value)
                .orElseGet(() -> "not " + text(element, "notmatch"));
        return new Mailet(
                number, name, match, leadsTo, failsTo, ends, element.location().line());
    }

    // As an attribute or a child, several between commas.
    private static List<String> given(ConfigElement element, String option, Set<String> names) {
        return Stream.concat(
                        element.attribute(option).map(ConfigElement.Attribute::value).stream(),
                        element.children(option).stream().map(ConfigElement::text))
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(names::contains)
                .toList();
    }

    private static String text(ConfigElement element, String attribute) {
        return element.attribute(attribute).map(ConfigElement.Attribute::value).orElse("");
    }
}
