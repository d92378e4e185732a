package org.postrider.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.config.HostPort;
import org.postrider.api.net.ListenerInfo;
import org.postrider.kernel.boot.Configuration.Keeping;
import org.postrider.kernel.boot.Configuration.Listening;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.OptionDoc;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.RecordBinder;
import org.postrider.kernel.config.RecordDocs;
import org.postrider.kernel.config.Suggestion;
import org.postrider.kernel.directory.AliasesConfig;
import org.postrider.kernel.directory.DirectoryEntry;
import org.postrider.kernel.directory.DomainsConfig;
import org.postrider.kernel.directory.RelayDomains;
import org.postrider.kernel.directory.UsersConfig;
import org.postrider.kernel.directory.XmlUsers;
import org.postrider.kernel.net.SocketPath;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.outbound.RoutesConfig;
import org.postrider.kernel.pipeline.PipelineCompiler;
import org.postrider.kernel.plugin.ComponentClass;
import org.postrider.kernel.plugin.ComponentFactory;
import org.postrider.kernel.plugin.ComponentKind;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.tls.ClientContexts;
import org.postrider.kernel.tls.ServerContexts;
import org.postrider.kernel.tls.TlsConfig;

/// Reads every file of `conf` and checks it with the parts that it names, without making any. Confined to one thread.
final class ConfigurationLoader {
    static final Set<String> OPEN_ELEMENTS = Set.of("store", "search", "transport", "observer", "directory");

    private final Path home;
    private final Path conf;
    private final PluginCatalog catalog;
    private final RecordBinder binder;
    private final ComponentFactory parts;
    private final Problems problems;
    private final Set<String> transports;
    private final ConfigReader reader = new ConfigReader();

    /// @param problems gathers everything that is wrong
    ConfigurationLoader(Path home, PluginCatalog catalog, Problems problems) {
        this(home, catalog, problems, transports(catalog));
    }

    /// @param transports by which routes can go
    ConfigurationLoader(Path home, PluginCatalog catalog, Problems problems, Set<String> transports) {
        this.transports = transports;
        this.home = home;
        this.conf = home.resolve("conf");
        this.catalog = catalog;
        this.binder = new RecordBinder(home);
        this.parts = ComponentFactory.checking(catalog, binder, CheckedServices.of(home));
        this.problems = problems;
    }

    /// @return meaningful only where no problem was added; empty where too much is missing
    Optional<Configuration> load() {
        Optional<ConfigElement> serverXml = read("server.xml", "server");
        Optional<ServerConfig> server =
                serverXml.flatMap(root -> binder.bind(root, ServerConfig.class, OPEN_ELEMENTS, problems));
        server.ifPresent(config -> checkTls(config, serverXml.get()));
        boolean believesClients =
                server.flatMap(config -> config.tls().clientAuthorities()).isPresent();
        Optional<ConfigElement> store = serverXml.flatMap(root -> chosen(root, "store", ComponentKind.STORE));
        Optional<ConfigElement> search = serverXml.flatMap(root -> chosen(root, "search", ComponentKind.SEARCH));
        List<ConfigElement> transports =
                serverXml.map(root -> root.children("transport")).orElse(List.of());
        transports.forEach(this::checkTransport);
        List<ConfigElement> observers =
                serverXml.map(root -> root.children("observer")).orElse(List.of());
        observers.forEach(this::checkObserver);
        List<Keeping> directories = serverXml.map(this::directories).orElse(List.of());
        List<Listening> listeners =
                read("listeners.xml", "listeners").map(this::listeners).orElse(List.of());
        listeners.stream()
                .filter(listening -> listening.config().clientCertificates() && !believesClients)
                .forEach(listening -> problems.add(
                        listening.element().location(),
                        "the listener " + listening.config().name()
                                + " asks for certificates, but <tls> in server.xml has"
                                + " no clientAuthorities whose certificates are believed"));
        Optional<ConfigElement> pipeline = read("pipeline.xml", "pipeline");
        pipeline.ifPresent(root -> new PipelineCompiler(catalog, parts, problems).compile(root));
        check("aliases.xml", "aliases", AliasesConfig.class);
        domains(directories);
        check("users.xml", "users", UsersConfig.class);
        XmlUsers.check(conf, problems);
        Routes routes = routes();
        if (server.isEmpty() || store.isEmpty() || search.isEmpty() || pipeline.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Configuration(
                server.get(),
                store.get(),
                search.get(),
                transports,
                observers,
                directories,
                listeners,
                pipeline.get(),
                routes));
    }

    private Optional<ConfigElement> read(String file, String rootName) {
        return reader.read(conf.resolve(file), problems).filter(root -> {
            boolean right = root.name().equals(rootName);
            if (!right) {
                problems.add(
                        root.location(),
                        "the file begins with <" + root.name() + ">, but " + file + " holds <" + rootName + ">"
                                + (root.name().equals("mailetcontainer")
                                        ? "; of Apache James' file take the <processor> elements over, and what is in them"
                                        : ""));
            }
            return right;
        });
    }

    private <R extends Record> Optional<R> check(String file, String rootName, Class<R> type) {
        return read(file, rootName).flatMap(root -> binder.bind(root, type, problems));
    }

    private void domains(List<Keeping> directories) {
        Optional<ConfigElement> root = read("domains.xml", "domains");
        Optional<DomainsConfig> config = root.flatMap(read -> binder.bind(read, DomainsConfig.class, problems));
        if (config.isEmpty()) {
            return;
        }
        RelayDomains.check(config.get(), problems);
        Set<String> names = new TreeSet<>(Set.of(DirectoryEntry.XML));
        directories.forEach(keeping -> names.add(keeping.entry().name()));
        List<ConfigElement> elements = root.get().children("domain");
        for (int i = 0; i < elements.size(); i++) {
            Location place = elements.get(i).location();
            config.get()
                    .domain()
                    .get(i)
                    .directory()
                    .filter(name -> !names.contains(name))
                    .ifPresent(name -> problems.add(
                            place,
                            "there is no <directory name=\"" + name + "\"> in server.xml; "
                                    + Suggestion.ask(name, names)));
        }
    }

    private List<Keeping> directories(ConfigElement root) {
        List<Keeping> directories = new ArrayList<>();
        Map<String, ConfigElement> names = new HashMap<>();
        for (ConfigElement element : root.children("directory")) {
            Set<String> own = options(DirectoryEntry.class);
            element.attribute("type")
                    .ifPresent(type -> parts.make(ComponentKind.DIRECTORY, type.value(), element, own, problems));
            binder.bind(element, DirectoryEntry.class, others(element, own), problems)
                    .ifPresent(entry -> {
                        ConfigElement first = names.putIfAbsent(entry.name(), element);
                        if (first != null) {
                            problems.add(
                                    element.location(),
                                    "the name " + entry.name() + " is taken by the directory in line "
                                            + first.location().line());
                        }
                        directories.add(new Keeping(entry, element));
                    });
        }
        return directories;
    }

    // A home of an earlier version has none.
    private Routes routes() {
        if (Files.notExists(conf.resolve("routes.xml"))) {
            return Routes.none();
        }
        Optional<ConfigElement> root = read("routes.xml", "routes");
        Optional<RoutesConfig> config = root.flatMap(read -> binder.bind(read, RoutesConfig.class, problems));
        if (config.isEmpty()) {
            return Routes.none();
        }
        List<ConfigElement> elements = root.get().children("route");
        for (int i = 0; i < elements.size(); i++) {
            checkTransportOf(config.get().route().get(i), elements.get(i));
        }
        return Routes.of(
                config.get(),
                elements.stream()
                        .map(element -> "routes.xml:" + element.location().line())
                        .toList());
    }

    /// The names of a catalog's transports, sorted.
    static Set<String> transports(PluginCatalog catalog) {
        return catalog.all(ComponentKind.TRANSPORT).stream()
                .map(ComponentClass::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void checkTransportOf(RoutesConfig.RouteEntry route, ConfigElement element) {
        if (!transports.contains(route.transport())) {
            problems.add(
                    element.location(),
                    "the route " + route.name() + " goes by the transport " + route.transport()
                            + ", which there is not; "
                            + Suggestion.nearest(route.transport(), transports)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElseGet(() -> "there are: " + String.join(", ", transports)));
        }
    }

    // A certificate that is there must be good; one that is not there is made at the first start.
    private void checkTls(ServerConfig server, ConfigElement serverXml) {
        TlsConfig tls = server.tls();
        Location place =
                serverXml.children("tls").stream().findFirst().orElse(serverXml).location();
        try {
            ClientContexts.open(tls);
            if (Files.exists(tls.certificate()) || Files.exists(tls.key())) {
                ServerContexts.open(tls, server.info(home), InstantSource.system());
            }
        } catch (IOException e) {
            problems.add(place, String.valueOf(e.getMessage()));
        }
    }

    // <store type="maildir">: one element, whose type names the part and whose other options are the part's.
    private Optional<ConfigElement> chosen(ConfigElement root, String name, ComponentKind<?> kind) {
        List<ConfigElement> found = root.children(name);
        if (found.size() != 1) {
            problems.add(
                    found.isEmpty() ? root.location() : found.get(1).location(),
                    "<server> needs one <" + name + " type=\"...\">, and has " + found.size());
            return Optional.empty();
        }
        return named(found.getFirst(), "type")
                .flatMap(type -> parts.make(kind, type, found.getFirst(), Set.of("type"), problems))
                .map(checked -> found.getFirst());
    }

    private void checkTransport(ConfigElement element) {
        named(element, "name")
                .ifPresent(name -> parts.make(ComponentKind.TRANSPORT, name, element, Set.of("name"), problems));
    }

    private void checkObserver(ConfigElement element) {
        named(element, "class")
                .ifPresent(name -> parts.make(ComponentKind.OBSERVER, name, element, Set.of("class"), problems));
    }

    private Optional<String> named(ConfigElement element, String attribute) {
        Optional<String> value = element.attribute(attribute).map(ConfigElement.Attribute::value);
        if (value.isEmpty()) {
            problems.add(element.location(), "<" + element.name() + "> needs the attribute " + attribute);
        }
        return value;
    }

    private List<Listening> listeners(ConfigElement root) {
        List<Listening> listeners = new ArrayList<>();
        Map<String, ConfigElement> names = new HashMap<>();
        Map<HostPort, ConfigElement> addresses = new HashMap<>();
        for (ConfigElement element : root.children()) {
            if (!element.name().equals("listener")) {
                problems.add(element.location(), "<" + element.name() + "> is not known here; write <listener>");
                continue;
            }
            listener(element).ifPresent(listening -> {
                ConfigElement first = names.putIfAbsent(listening.config().name(), element);
                if (first != null) {
                    problems.add(
                            element.location(),
                            "the name " + listening.config().name() + " is taken by the listener in line "
                                    + first.location().line());
                }
                for (HostPort bind : listening.config().bind()) {
                    checkSocket(bind, element);
                    ConfigElement other = addresses.putIfAbsent(bind, element);
                    // Port 0 is another free one each time.
                    if (other != null && (bind.isPath() || bind.portOr(0) != 0)) {
                        problems.add(
                                element.location(),
                                "the listener in line " + other.location().line() + " listens on " + bind + " already");
                    }
                }
                listeners.add(listening);
            });
        }
        return listeners;
    }

    private void checkSocket(HostPort bind, ConfigElement element) {
        Location place =
                element.attribute("bind").map(ConfigElement.Attribute::location).orElse(element.location());
        if (bind.isPath()) {
            SocketPath.objection(Path.of(bind.host())).ifPresent(objection -> problems.add(place, objection));
        }
    }

    // What is not the listener's own is its protocol's, whose record finds what is misspelt.
    private Optional<Listening> listener(ConfigElement element) {
        Set<String> own = ownOptions();
        Set<String> others = others(element, own);
        Optional<Listening> listening = binder.bind(element, ListenerConfig.class, others, problems)
                .map(config -> new Listening(config, element));
        element.attribute("protocol")
                .map(protocol -> new ListenerInfo("checked", protocol.value(), false))
                .ifPresent(info -> parts.protocol(info, element, own, problems));
        return listening;
    }

    private static Set<String> others(ConfigElement element, Set<String> own) {
        return Stream.concat(
                        element.attributes().stream().map(ConfigElement.Attribute::name),
                        element.children().stream().map(ConfigElement::name))
                .filter(name -> !own.contains(name))
                .collect(Collectors.toSet());
    }

    static Set<String> ownOptions() {
        return options(ListenerConfig.class);
    }

    static Set<String> options(Class<? extends Record> type) {
        return RecordDocs.options(type).stream().map(OptionDoc::name).collect(Collectors.toSet());
    }
}
