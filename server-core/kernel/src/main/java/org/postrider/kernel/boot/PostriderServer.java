package org.postrider.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.plugin.PluginCatalog;
import org.postrider.kernel.plugin.PluginLoader;

/// The whole server, from its home.
public final class PostriderServer {
    private PostriderServer() {}

    /// Everything that is wrong with the configuration of `home`; nothing is made, opened or changed.
    public static List<Problem> configCheck(Path home) {
        Problems problems = new Problems();
        try (PluginCatalog catalog = catalog(home, problems)) {
            new ConfigurationLoader(home, catalog, problems).load();
        } catch (IOException e) {
            problems.add(
                    org.postrider.kernel.config.Location.of(home.resolve("plugins")),
                    "a jar could not be closed: " + e.getMessage());
        }
        return problems.list();
    }

    static PluginCatalog catalog(Path home, Problems problems) {
        return PluginCatalog.of(new PluginLoader().load(home.resolve("plugins"), problems), problems);
    }

    static void checkHome(Path home) throws StartException {
        if (!Files.isDirectory(home)) {
            throw new StartException("there is no home " + home + "; make one: postrider init " + home);
        }
        if (!Files.isReadable(home) || !Files.isExecutable(home)) {
            throw new StartException(
                    "the home " + home + " may not be read; run the server as the user to whom it belongs");
        }
        Path conf = home.resolve("conf");
        if (!Files.isDirectory(conf)) {
            throw new StartException(home
                    + " has no folder conf; it is no home, or its configuration is lost: postrider init makes one");
        }
    }
}
