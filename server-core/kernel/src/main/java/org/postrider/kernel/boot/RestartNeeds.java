package org.postrider.kernel.boot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.kernel.plugin.LoadedPlugin;
import org.postrider.kernel.plugin.PluginCatalog;

/// What has changed since the server started and is not taken over while it runs. Immutable.
final class RestartNeeds {
    private static final List<String> FILES = List.of("listeners.xml", "server.xml");
    private static final String UNREADABLE = "unreadable";

    private final Path home;
    private final Map<String, String> files;
    private final Map<String, String> plugins;
    private final Set<String> transports;

    private RestartNeeds(Path home, PluginCatalog catalog) {
        this.home = home;
        this.files = files(home);
        this.plugins = plugins(catalog);
        this.transports = ConfigurationLoader.transports(catalog);
    }

    /// @param catalog with which the server starts
    static RestartNeeds since(Path home, PluginCatalog catalog) {
        return new RestartNeeds(home, catalog);
    }

    /// By which routes can go until then.
    Set<String> transports() {
        return transports;
    }

    /// Sentences.
    List<String> of(PluginCatalog catalog) {
        List<String> needs = new ArrayList<>();
        Map<String, String> filesNow = files(home);
        for (String file : FILES) {
            if (!Objects.equals(files.get(file), filesNow.get(file))) {
                needs.add("conf/" + file + " has changed since the start; that takes effect with a restart");
            }
        }
        Map<String, String> pluginsNow = plugins(catalog);
        TreeSet<String> names = new TreeSet<>(plugins.keySet());
        names.addAll(pluginsNow.keySet());
        for (String name : names) {
            if (!Objects.equals(plugins.get(name), pluginsNow.get(name))) {
                needs.add("the plugin '" + name + "' has changed since the start, and has more parts than mailets and"
                        + " matchers; those take effect with a restart");
            }
        }
        return needs;
    }

    private static Map<String, String> files(Path home) {
        Map<String, String> files = new TreeMap<>();
        for (String name : FILES) {
            Path file = home.resolve("conf").resolve(name);
            try {
                files.put(
                        name,
                        Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1) : "");
            } catch (IOException e) {
                files.put(name, UNREADABLE);
            }
        }
        return files;
    }

    // Those of which a reload takes over only a part, each with what its jars look like from outside.
    private static Map<String, String> plugins(PluginCatalog catalog) {
        Map<String, String> plugins = new TreeMap<>();
        for (LoadedPlugin plugin : catalog.plugins()) {
            if (catalog.hasMoreThanSteps(plugin)) {
                plugin.file().ifPresent(file -> plugins.put(plugin.name(), look(file)));
            }
        }
        return plugins;
    }

    private static String look(Path file) {
        try (Stream<Path> all = Files.walk(file, 1)) {
            List<Path> jars = all.filter(Files::isRegularFile).sorted().toList();
            return jars.stream().map(RestartNeeds::lookOfJar).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return UNREADABLE;
        }
    }

    private static String lookOfJar(Path jar) {
        try {
            return jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar);
        } catch (IOException e) {
            return jar + " " + UNREADABLE;
        }
    }
}
