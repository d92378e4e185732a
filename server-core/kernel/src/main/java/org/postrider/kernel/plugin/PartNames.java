package org.postrider.kernel.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.postrider.kernel.config.Suggestion;

/// How configurations name parts, and what a name that there is not may have been meant to be.
public final class PartNames {
    private static final String JAMES = "org.apache.james.";

    private static final List<ComponentKind<?>> KINDS = List.of(
            ComponentKind.MAILET,
            ComponentKind.MATCHER,
            ComponentKind.SESSION_FILTER,
            ComponentKind.OBSERVER,
            ComponentKind.PROTOCOL,
            ComponentKind.TRANSPORT,
            ComponentKind.STORE,
            ComponentKind.DIRECTORY,
            ComponentKind.SEARCH);

    private PartNames() {}

    /// The name of what is written, and the condition after it: Apache James' configurations may name its classes in
    /// full, and a part that has the name of one of them has its meaning.
    public static String of(String written) {
        if (!written.startsWith(JAMES)) {
            return written;
        }
        int end = written.indexOf('=') < 0 ? written.length() : written.indexOf('=');
        return withoutPackage(written.substring(0, end).strip()) + written.substring(end);
    }

    /// The end of a sentence that says that there is none of that name.
    static String hint(PluginCatalog catalog, ComponentKind<?> kind, String written, Optional<Path> disabled) {
        String name = withoutPackage(written);
        if (!name.equals(written) && catalog.find(kind, name).isPresent()) {
            return "write '" + name + "', without the package";
        }
        Optional<ComponentKind<?>> other = KINDS.stream()
                .filter(each -> catalog.find(each, name).isPresent())
                .findFirst();
        if (other.isPresent()) {
            return "it is a " + other.get().noun() + ": " + other.get().use().replace("NAME", name);
        }
        return disabled.flatMap(folder -> fileWith(name, folder))
                .map(file -> file + " has it, but is disabled: postrider plugin enable " + file)
                .orElseGet(() -> Suggestion.ask(of(written), catalog.names(kind)));
    }

    private static String withoutPackage(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    // No class is loaded: what is disabled does not run.
    private static Optional<String> fileWith(String className, Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted()
                    .filter(file -> jars(file).stream().anyMatch(jar -> hasClass(jar, className)))
                    .map(file -> file.getFileName().toString())
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> jars(Path file) {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        try (Stream<Path> files = Files.list(file)) {
            return files.toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean hasClass(Path jar, String className) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> "/" + entry.getName())
                    .anyMatch(entry ->
                            entry.endsWith("/" + className + ".class") || entry.endsWith("$" + className + ".class"));
        } catch (IOException e) {
            // What is no jar has nothing.
            return false;
        }
    }
}
