package org.postrider.kernel.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.plugin.AlsoNamed;
import org.postrider.kernel.config.ElementDoc;
import org.postrider.kernel.config.ElementDoc.ComponentDoc;
import org.postrider.kernel.config.OptionDoc;
import org.postrider.kernel.directory.AliasesConfig;
import org.postrider.kernel.directory.DirectoryEntry;
import org.postrider.kernel.directory.DomainsConfig;
import org.postrider.kernel.directory.UsersConfig;
import org.postrider.kernel.outbound.RoutesConfig;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;

/// What the files of `conf` may hold with the plugins that there are, for their schemas and the reference.
public final class ConfigFiles {
    private final PluginCatalog catalog;
    private final Function<Class<?>, String> describe;
    private final Function<Class<?>, List<String>> examples;

    /// @param describe says what a part is for
    /// @param examples of its use in XML; empty for none
    public ConfigFiles(
            PluginCatalog catalog, Function<Class<?>, String> describe, Function<Class<?>, List<String>> examples) {
        this.catalog = catalog;
        this.describe = describe;
        this.examples = examples;
    }

    /// By the name of the file without `.xml`.
    public Map<String, ElementDoc> all() {
        Map<String, ElementDoc> files = new LinkedHashMap<>();
        files.put("server", server());
        files.put("listeners", listeners());
        files.put("pipeline", pipeline());
        files.put("aliases", ElementDoc.of("aliases", "Addresses that stand for others.", false, AliasesConfig.class));
        files.put(
                "routes", ElementDoc.of("routes", "Which way mail for other hosts takes.", false, RoutesConfig.class));
        files.put(
                "domains",
                ElementDoc.of(
                        "domains",
                        "The domains whose mail ends here, or is taken for another host.",
                        false,
                        DomainsConfig.class));
        files.put("users", ElementDoc.of("users", "The accounts.", false, UsersConfig.class));
        return files;
    }

    /// All matchers: their names stand in the `match` of a mailet.
    public List<ComponentDoc> matchers() {
        return components(ComponentKind.MATCHER);
    }

    private ElementDoc server() {
        ElementDoc store = open(
                "store",
                "Where mailboxes are; its other options are the store's.",
                false,
                required("type", "The name of a store."),
                ComponentKind.STORE);
        ElementDoc search = open(
                "search",
                "What finds text in mailboxes; its other options are the search index's.",
                false,
                required("type", "The name of a search index."),
                ComponentKind.SEARCH);
        ElementDoc transport = open(
                "transport",
                "Options of a way to hand mail to other hosts, where the defaults are not right.",
                true,
                required("name", "The name of a transport."),
                ComponentKind.TRANSPORT);
        ElementDoc observer = open(
                "observer",
                "Who hears what becomes of mail, beside the log; its other options are the observer's. The server brings"
                        + " none: they come with plugins.",
                true,
                required("class", "The name of an observer."),
                ComponentKind.OBSERVER);
        ElementDoc directory = ElementDoc.of(
                "directory",
                "A place where users are kept, beside users.xml; its other options are those of its type.",
                true,
                Optional.of(DirectoryEntry.class),
                List.of(),
                components(ComponentKind.DIRECTORY));
        return ElementDoc.of(
                "server",
                "The server itself.",
                false,
                Optional.of(ServerConfig.class),
                List.of(store, search, transport, observer, directory),
                List.of());
    }

    private ElementDoc listeners() {
        ElementDoc filter = new ElementDoc(
                "filter",
                "Decides at the stages of an SMTP dialogue whether it goes on; for protocols that have them (smtp,"
                        + " submission, lmtp). Filters are asked in their order; the other options are the filter's.",
                true,
                List.of(
                        required("class", "The name of a filter."),
                        optional(
                                "onFilterException",
                                "What to do where the filter fails: proceed (where it is not given), or defer, which"
                                        + " refuses the command for now.")),
                List.of(),
                components(ComponentKind.SESSION_FILTER));
        ElementDoc listener = ElementDoc.of(
                "listener",
                "A port; its other options are the protocol's.",
                true,
                Optional.of(ListenerConfig.class),
                List.of(filter),
                components(ComponentKind.PROTOCOL));
        return new ElementDoc(
                "listeners", "The ports that the server opens.", false, List.of(), List.of(listener), List.of());
    }

    private ElementDoc pipeline() {
        List<OptionDoc> attributes = List.of(
                optional(
                        "match",
                        "For which recipients it is meant: a matcher, Matcher=condition, the name of a <matcher>, or And, Or,"
                                + " Xor, Not of the <matcher> elements inside."),
                optional("notmatch", "For which it is not meant; instead of match."),
                required("class", "The name of a mailet; the other options are the mailet's."),
                optional(
                        "onMailetException",
                        "Where mail goes on which the mailet fails: a processor (error where it is not given), or"
                                + " ignore: on to the next mailet."),
                optional(
                        "onMatchException",
                        "Where mail goes on which the matcher fails: a processor (error where it is not given), or"
                                + " matchall or nomatch."));
        ElementDoc mailet = new ElementDoc(
                "mailet",
                "One step: a mailet, and the matcher that says for which recipients it is meant.",
                true,
                attributes,
                List.of(),
                components(ComponentKind.MAILET));
        ElementDoc processor = new ElementDoc(
                "processor",
                "A sequence of mailets. Mail enters \"root\".",
                true,
                List.of(
                        required("state", "Its name."),
                        optional(
                                "entry",
                                "true where mail comes that no step sends there, by repository reprocess for example;"
                                        + " without it such a processor is refused.")),
                List.of(matcher(), mailet),
                List.of());
        return new ElementDoc(
                "pipeline", "What happens to an accepted mail.", false, List.of(), List.of(processor), List.of());
    }

    private static ElementDoc matcher() {
        ElementDoc inner = new ElementDoc("matcher", "", true, List.of(), List.of(), List.of());
        return new ElementDoc(
                "matcher",
                "A matcher with a name, for the mailets of the processor: match=\"name\". Inside it, and inside a mailet, with"
                        + " match=\"And\" (all of them), \"Or\" (any), \"Xor\" (one and not the other) or \"Not\" (none),"
                        + " stand the matchers that are put together, each a <matcher> without a name, which may be"
                        + " such a one again.",
                true,
                List.of(
                        optional("name", "Its name; inside another matcher or a mailet it has none."),
                        optional("match", "A matcher, Matcher=condition, an earlier name, And, Or, Xor or Not."),
                        optional("notmatch", "The same, for whom it does not take; instead of match.")),
                List.of(inner),
                List.of());
    }

    private ElementDoc open(String name, String doc, boolean repeatable, OptionDoc option, ComponentKind<?> kind) {
        return new ElementDoc(name, doc, repeatable, List.of(option), List.of(), components(kind));
    }

    List<ComponentDoc> components(ComponentKind<?> kind) {
        return catalog.all(kind).stream()
                .filter(part -> !otherNames(part.type()).contains(part.name()))
                .map(this::component)
                .toList();
    }

    private ComponentDoc component(ComponentClass<?> part) {
        List<String> others = otherNames(part.type());
        String also = others.isEmpty() ? "" : " Also named " + String.join(", ", others) + ".";
        return new ComponentDoc(
                part.plugin().name(),
                ElementDoc.of(
                        part.name(), describe.apply(part.type()) + also, false, part.config(), List.of(), List.of()),
                examples.apply(part.type()));
    }

    private static List<String> otherNames(Class<?> type) {
        AlsoNamed others = type.getAnnotation(AlsoNamed.class);
        return others == null ? List.of() : List.of(others.value());
    }

    private static OptionDoc required(String name, String doc) {
        return option(name, doc, true);
    }

    private static OptionDoc optional(String name, String doc) {
        return option(name, doc, false);
    }

    private static OptionDoc option(String name, String doc, boolean required) {
        return new OptionDoc(
                name, "text", List.of(), "xs:string", Optional.empty(), required, false, Optional.empty(), doc);
    }
}
