package org.postrider.kernel.plugin;

import com.google.inject.Injector;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.config.RecordBinder;

/// The folder of plugins, `HOME/plugins`, as an administrator sees it. Those that are disabled are in its folder
/// `.disabled`, where nothing is loaded from.
public final class PluginFolder {
    static final String DISABLED = ".disabled";

    private final Path folder;
    private final Injector services;

    /// @param folder which need not exist
    /// @param services what a server offers to parts, of which only the bindings are asked for
    public PluginFolder(Path folder, Injector services) {
        this.folder = folder;
        this.services = services;
    }

    /// A jar, or a folder of jars.
    ///
    /// @param plugins those in it that could be loaded
    /// @param problems what is wrong with it, a sentence each
    public record Found(Path file, boolean enabled, List<Described> plugins, List<String> problems) {
        private Found with(List<Problem> others) {
            List<String> all = Stream.concat(
                            problems.stream(),
                            others.stream()
                                    .filter(problem -> problem.location().file().equals(file))
                                    .map(Problem::message))
                    .distinct()
                    .toList();
            return new Found(file, enabled, plugins, all);
        }
    }

    /// What a plugin says of itself.
    ///
    /// @param version empty where it does not say
    /// @param licence empty where it does not say
    /// @param parts `mailet TagSubject`, and so on
    public record Described(String name, String version, String apiVersion, String licence, List<String> parts) {}

    /// All of them, loaded one by one and closed again; then all that are enabled together, as a server loads them, to
    /// find what two of them bring.
    public List<Found> list() throws IOException {
        List<Problem> together = together();
        List<Found> found = new ArrayList<>();
        for (Path file : files(folder)) {
            found.add(look(file, true).with(together));
        }
        for (Path file : files(folder.resolve(DISABLED))) {
            found.add(look(file, false));
        }
        return found;
    }

    private List<Problem> together() throws IOException {
        Problems problems = new Problems();
        PluginCatalog.load(folder, problems).close();
        return problems.list();
    }

    /// What is in a jar, or a folder of jars, anywhere.
    public Found look(Path file) throws IOException {
        return look(file, true);
    }

    private Found look(Path file, boolean enabled) throws IOException {
        Problems problems = new Problems();
        List<Described> described = new ArrayList<>();
        List<LoadedPlugin> loaded = new PluginLoader().loadWithOurs(file, problems);
        try (PluginCatalog catalog = PluginCatalog.of(loaded, problems)) {
            ComponentFactory parts = ComponentFactory.checking(catalog, new RecordBinder(folder), services);
            for (LoadedPlugin plugin : catalog.plugins()) {
                if (plugin.file().isPresent()) {
                    described.add(described(plugin, catalog));
                    Set<Class<?>> checked = new HashSet<>();
                    catalog.partsOf(plugin).stream()
                            .filter(part -> checked.add(part.type()))
                            .forEach(part -> parts.check(part, Location.of(file), problems));
                }
            }
        }
        return new Found(
                file,
                enabled,
                described,
                problems.list().stream().map(Problem::message).toList());
    }

    private static Described described(LoadedPlugin plugin, PluginCatalog catalog) {
        List<String> parts = catalog.partsOf(plugin).stream()
                .map(part -> part.kind().noun() + " " + part.name())
                .sorted()
                .toList();
        return new Described(
                plugin.name(),
                said(plugin, () -> plugin.plugin().version()),
                said(plugin, () -> plugin.plugin().apiVersion()),
                said(plugin, () -> plugin.plugin().licence()),
                parts);
    }

    private static String said(LoadedPlugin plugin, java.util.concurrent.Callable<String> question) {
        try {
            return String.valueOf(PluginBoundary.call(plugin, question));
        } catch (Exception e) {
            return "(it " + PluginFault.sentence(e) + ")";
        }
    }

    /// Puts a plugin aside. A server that has loaded it goes on with it until a reload or restart.
    ///
    /// @param name of its jar or folder
    /// @throws FileAlreadyExistsException where there is one of that name aside already
    /// @throws IOException with a sentence
    public void disable(String name) throws IOException {
        Path aside = Files.createDirectories(folder.resolve(DISABLED));
        move(folder, aside, name);
    }

    /// Puts it back.
    ///
    /// @param name of its jar or folder
    /// @throws FileAlreadyExistsException where there is one of that name already
    /// @throws IOException with a sentence
    public void enable(String name) throws IOException {
        move(folder.resolve(DISABLED), folder, name);
    }

    private static void move(Path from, Path to, String name) throws IOException {
        // A name, not a way out of the folder.
        List<Path> there = files(from);
        Path file = there.stream()
                .filter(each -> each.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchFileException("there is no " + name + " in " + from
                        + (there.isEmpty() ? "" : "; there is: " + names(there))));
        Path target = to.resolve(name);
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(file, target);
    }

    private static String names(List<Path> files) {
        return String.join(
                ", ", files.stream().map(file -> file.getFileName().toString()).toList());
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return !name.startsWith(".") && (name.endsWith(".jar") || Files.isDirectory(file));
                    })
                    .sorted()
                    .toList();
        }
    }
}
