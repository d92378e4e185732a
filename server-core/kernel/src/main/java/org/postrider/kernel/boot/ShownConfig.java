package org.postrider.kernel.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.kernel.boot.PostriderServer.Held;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.ConfigReader;
import org.postrider.kernel.config.ElementDoc;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.config.Setting;
import org.postrider.kernel.plugin.PluginCatalog;

/// The configuration as an administrator is shown it: every option with its value, and where that comes from. Secrets
/// are
/// not shown, and `${env:NAME}` and the like are shown as they are written.
public final class ShownConfig {
    private ShownConfig() {}

    /// All files of `conf` but the accounts.
    ///
    /// @throws ConfigurationException where a file is no XML, or a plugin cannot be read
    /// @throws StartException where the home cannot be used
    public static List<Setting> of(Path folder) throws ConfigurationException, StartException {
        Path home = folder.toAbsolutePath();
        PostriderServer.checkHome(home);
        Problems problems = new Problems();
        PluginCatalog catalog = PostriderServer.catalog(home, problems);
        Deque<Held> held = new ArrayDeque<>(List.of(new Held("plugins", catalog)));
        try {
            List<Setting> settings = new ArrayList<>();
            for (Map.Entry<String, ElementDoc> file :
                    new ConfigFiles(catalog, _ -> "", _ -> List.of()).all().entrySet()) {
                Path xml = home.resolve("conf").resolve(file.getKey() + ".xml");
                if (!file.getKey().equals("users") && Files.exists(xml)) {
                    Optional<ConfigElement> root = new ConfigReader().readAsWritten(xml, problems);
                    root.ifPresent(element -> settings.addAll(Setting.of(element, file.getValue())));
                }
            }
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems.list());
            }
            return settings;
        } finally {
            PostriderServer.release(held);
        }
    }
}
