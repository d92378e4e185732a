package org.postrider.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.kernel.boot.CheckedServices;
import org.postrider.kernel.boot.PluginReference;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.plugin.PluginFolder;
import org.postrider.kernel.plugin.PluginFolder.Found;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider plugin`
@Command(name = "plugin", description = "The plugins in HOME/plugins: what they are, and which of them are used.")
final class PluginCommand {
    private static final String FILE = "A jar or folder in HOME/plugins.";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "list",
            description = "Shows each plugin, its version, licence and parts, and those that are disabled.")
    int list(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        List<Found> found = folder().list();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(found.stream().map(PluginCommand::members).toList()));
        } else if (found.isEmpty()) {
            out.println("There is none in " + postrider.home().resolve("plugins") + ".");
        } else {
            found.forEach(each -> print(out, each));
        }
        return 0;
    }

    @Command(
            name = "check",
            description = "Loads a plugin as the server would, makes nothing of it, and says what is wrong with it.")
    int check(@Parameters(paramLabel = "FILE", description = "A jar, or a folder of jars; anywhere.") Path file)
            throws Exception {
        if (!Files.exists(file)) {
            throw new CommandFailedException(file + " does not exist");
        }
        Found found = CheckedServices.plugins(file.toAbsolutePath()).look(file);
        print(spec.commandLine().getOut(), found);
        return found.problems().isEmpty() ? 0 : 1;
    }

    @Command(
            name = "reference",
            description =
                    "Writes the reference page of a plugin in Markdown: its parts, their options, defaults, examples.")
    int reference(
            @Parameters(
                            paramLabel = "FILE|NAME",
                            description =
                                    "A jar, or a folder of jars, anywhere or in HOME/plugins; or the name of a plugin.")
                    String which)
            throws Exception {
        Problems problems = new Problems();
        Optional<String> page;
        try {
            page = page(which, problems);
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    "the plugin's options cannot be described, nor read by a server: " + e.getMessage());
        }
        problems.list().forEach(problem -> spec.commandLine().getErr().println(problem));
        if (page.isEmpty()) {
            throw new CommandFailedException(
                    "there is neither a file nor a plugin " + which + "; see what there is: postrider plugin list");
        }
        spec.commandLine().getOut().print(page.get());
        spec.commandLine().getOut().flush();
        return problems.isEmpty() ? 0 : 1;
    }

    private Optional<String> page(String which, Problems problems) throws Exception {
        Path folder = postrider.home().resolve("plugins");
        Path file = Path.of(which);
        Path inFolder = folder.resolve(which).normalize();
        if (mayBePlugin(file)) {
            return Optional.of(PluginReference.ofFile(file, problems));
        }
        return mayBePlugin(inFolder)
                ? Optional.of(PluginReference.ofFile(inFolder, problems))
                : PluginReference.ofName(which, folder, problems);
    }

    // A folder that happens to have the plugin's name, its project for example, is not meant.
    private static boolean mayBePlugin(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            return Files.exists(file);
        }
        try (Stream<Path> files = Files.list(file)) {
            return files.anyMatch(each -> each.toString().endsWith(".jar"));
        }
    }

    @Command(name = "disable", description = "Puts a plugin aside; the server does not load it from its next start on.")
    int disable(@Parameters(paramLabel = "FILE", description = FILE) String name) throws Exception {
        move(name, "disabled");
        return 0;
    }

    @Command(name = "enable", description = "Puts it back.")
    int enable(@Parameters(paramLabel = "FILE", description = FILE) String name) throws Exception {
        move(name, "enabled");
        return 0;
    }

    private void move(String name, String state) throws CommandFailedException {
        try {
            if (state.equals("enabled")) {
                folder().enable(name);
            } else {
                folder().disable(name);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailedException(e.getFile() + " is there already; remove one of the two");
        } catch (IOException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        spec.commandLine()
                .getOut()
                .println(name + " is " + state
                        + ", from the next start of the server on, its mailets and matchers from the next config reload on;"
                        + " see first: postrider config check");
    }

    private PluginFolder folder() throws CommandFailedException {
        return CheckedServices.plugins(postrider.home());
    }

    private static void print(PrintWriter out, Found found) {
        out.println(found.file().getFileName() + (found.enabled() ? "" : " (disabled)"));
        for (PluginFolder.Described plugin : found.plugins()) {
            out.println("  plugin   " + plugin.name() + (plugin.version().isEmpty() ? "" : " " + plugin.version()));
            out.println("  API      " + plugin.apiVersion());
            if (!plugin.licence().isEmpty()) {
                out.println("  licence  " + plugin.licence());
            }
            plugin.parts().forEach(part -> out.println("  part     " + part));
        }
        found.problems().forEach(problem -> out.println("  problem  " + problem));
    }

    private static Map<String, Object> members(Found found) {
        return Map.of(
                "file", found.file().getFileName().toString(),
                "enabled", found.enabled(),
                "plugins",
                        found.plugins().stream()
                                .map(plugin -> Map.<String, Object>of(
                                        "name", plugin.name(),
                                        "version", plugin.version(),
                                        "api", plugin.apiVersion(),
                                        "licence", plugin.licence(),
                                        "parts", plugin.parts()))
                                .toList(),
                "problems", found.problems());
    }
}
