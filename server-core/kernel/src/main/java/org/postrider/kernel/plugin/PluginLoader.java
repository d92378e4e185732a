package org.postrider.kernel.plugin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds plugins: those that came with the server on its class path, and `plugins/*.jar` and `plugins/NAME/*.jar`,
/// each of these with a class loader of its own.
///
/// Built-in plugins share the server's class loader. Start-up does not decide it (measured, with and without AOT cache:
/// no difference beyond the noise); what they may use is checked while they are compiled, and they share libraries.
public final class PluginLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PluginLoader.class);
    private static final String SERVICES = "META-INF/services/" + Plugin.class.getName();

    /// What a plugin may take to say who it is, or to name its parts.
    static final Duration LOAD_TIME_MAX = Duration.ofMinutes(1);

    private final ClassLoader server;
    private final ApiVersion version;
    private final Duration limit;
    private final PluginCalls calls = PluginCalls.unpooled();

    public PluginLoader() {
        this(PluginLoader.class.getClassLoader(), Plugin.API_VERSION);
    }

    PluginLoader(ClassLoader server, String version) {
        this(server, version, LOAD_TIME_MAX);
    }

    PluginLoader(ClassLoader server, String version, Duration limit) {
        this.server = server;
        this.version = ApiVersion.parse(version).orElseThrow();
        this.limit = limit;
    }

    /// @param folder which need not exist
    /// @param problems what is wrong with a jar or folder; its plugins are left out
    public List<LoadedPlugin> load(Path folder, Problems problems) {
        Map<String, LoadedPlugin> byName = new LinkedHashMap<>();
        for (LoadedPlugin plugin : builtIn(problems)) {
            add(plugin, byName, problems);
        }
        for (Path file : filesOf(folder, problems)) {
            for (LoadedPlugin plugin : fromFile(file, problems)) {
                add(plugin, byName, problems);
            }
        }
        return List.copyOf(byName.values());
    }

    /// Those that came with the server, and one file's.
    ///
    /// @param file a jar, or a folder of jars
    public List<LoadedPlugin> loadWithOurs(Path file, Problems problems) {
        Map<String, LoadedPlugin> byName = new LinkedHashMap<>();
        builtIn(problems).forEach(plugin -> add(plugin, byName, problems));
        fromFile(file, problems).forEach(plugin -> add(plugin, byName, problems));
        return List.copyOf(byName.values());
    }

    private static void add(LoadedPlugin plugin, Map<String, LoadedPlugin> byName, Problems problems) {
        LoadedPlugin first = byName.putIfAbsent(plugin.name(), plugin);
        if (first != null) {
            problems.add(
                    Location.of(plugin.file().orElse(Path.of("plugins"))),
                    "the plugin " + plugin + " has the name of the plugin " + first + "; remove one of them");
        }
    }

    private List<LoadedPlugin> builtIn(Problems problems) {
        return plugins(server, Optional.empty(), Location.of(Path.of("class path")), problems);
    }

    private static List<Path> filesOf(Path folder, Problems problems) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isJar(file) || isVisibleFolder(file))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            problems.add(Location.of(folder), "the folder of plugins cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private static boolean isJar(Path file) {
        return file.getFileName().toString().endsWith(".jar") && Files.isRegularFile(file);
    }

    private static boolean isVisibleFolder(Path file) {
        return Files.isDirectory(file) && !file.getFileName().toString().startsWith(".");
    }

    private List<LoadedPlugin> fromFile(Path file, Problems problems) {
        Location place = Location.of(file);
        List<Path> jars = Files.isDirectory(file) ? filesOf(file, problems) : List.of(file);
        jars = jars.stream().filter(PluginLoader::isJar).toList();
        if (jars.isEmpty()) {
            problems.add(
                    place,
                    Files.isDirectory(file)
                            ? "the folder holds no jar; put the plugin's jars into it or remove it"
                            : "this is no jar; a plugin is a file whose name ends in .jar, or a folder of such files");
            return List.of();
        }
        for (Path jar : jars) {
            try (ZipFile zip = new ZipFile(jar.toFile())) {
                zip.size();
            } catch (IOException e) {
                problems.add(Location.of(jar), noJar(e));
                return List.of();
            }
        }
        PluginClassLoader loader;
        try {
            loader = PluginClassLoader.open(file.getFileName().toString(), jars, server);
        } catch (IOException e) {
            problems.add(place, noJar(e));
            return List.of();
        }
        List<LoadedPlugin> plugins = plugins(loader, Optional.of(file), place, problems);
        if (plugins.isEmpty()) {
            close(loader);
        }
        return plugins;
    }

    private static String noJar(IOException e) {
        return "this is no readable jar (" + e.getMessage() + "); copy the plugin again or remove the file";
    }

    private static void close(PluginClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            LOG.debug("A jar without a usable plugin could not be closed; it ends with the process", e);
        }
    }

    private List<LoadedPlugin> plugins(ClassLoader loader, Optional<Path> file, Location place, Problems problems) {
        Set<String> classNames;
        try {
            classNames = classNames(loader, SERVICES);
        } catch (IOException e) {
            problems.add(place, "the list of its plugins, " + SERVICES + ", cannot be read: " + e.getMessage());
            return List.of();
        }
        if (classNames.isEmpty() && file.isPresent()) {
            problems.add(
                    place,
                    "this is no plugin: it has no " + SERVICES + " that names a class; remove it from the folder");
        }
        List<LoadedPlugin> plugins = new ArrayList<>();
        for (String className : classNames) {
            instance(className, file, loader, place, problems)
                    .flatMap(plugin -> checked(plugin, file, loader, place, problems))
                    .ifPresent(plugins::add);
        }
        return plugins;
    }

    /// The classes that a service's files name.
    static Set<String> classNames(ClassLoader loader, String service) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        Enumeration<URL> lists = loader.getResources(service);
        while (lists.hasMoreElements()) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(unshared(lists.nextElement()), StandardCharsets.UTF_8))) {
                lines.lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(names::add);
            }
        }
        return names;
    }

    // Java would keep the jar open for whoever asks next, and show the old one where a new one has its name.
    private static InputStream unshared(URL list) throws IOException {
        URLConnection connection = list.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private Optional<Plugin> instance(
            String className, Optional<Path> file, ClassLoader loader, Location place, Problems problems) {
        LoadedPlugin unmade = new LoadedPlugin(className, file, loader, new Unmade());
        try {
            return Optional.of(calls.call(unmade, "the class", limit, () -> {
                Class<?> type = Class.forName(className, true, loader);
                return (Plugin) type.getConstructor().newInstance();
            }));
        } catch (ClassCastException e) {
            problems.add(place, className + " does not implement " + Plugin.class.getName());
        } catch (ClassNotFoundException e) {
            problems.add(place, "the class " + className + ", which " + SERVICES + " names, is missing");
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            problems.add(place, className + " needs a public constructor without parameters");
        } catch (ReflectiveOperationException e) {
            problems.add(place, className + " failed while it was made: " + PluginFault.describe(e));
        } catch (Exception e) {
            problems.add(place, className + " " + PluginFault.sentence(e));
        }
        return Optional.empty();
    }

    /// What is asked before there is a plugin.
    private static final class Unmade implements Plugin {
        @Override
        public String name() {
            throw new IllegalStateException("not made yet");
        }

        @Override
        public String apiVersion() {
            throw new IllegalStateException("not made yet");
        }

        @Override
        public void register(PluginRegistry registry) {
            throw new IllegalStateException("not made yet");
        }
    }

    private Optional<LoadedPlugin> checked(
            Plugin plugin, Optional<Path> file, ClassLoader loader, Location place, Problems problems) {
        LoadedPlugin unnamed = new LoadedPlugin(plugin.getClass().getName(), file, loader, plugin);
        try {
            String built = calls.call(unnamed, "the version", limit, plugin::apiVersion);
            if (!ApiVersion.parse(String.valueOf(built)).map(version::runs).orElse(false)) {
                problems.add(
                        place,
                        "the plugin was built for another version of the API: it says " + built + ", this server has "
                                + version + "; get a version of the plugin for " + version);
                return Optional.empty();
            }
            String name = calls.call(unnamed, "the name", limit, plugin::name);
            return Optional.of(new LoadedPlugin(name, file, loader, plugin));
        } catch (Exception e) {
            problems.add(place, plugin.getClass().getName() + " " + PluginFault.sentence(e));
            return Optional.empty();
        }
    }
}
