package org.postrider.kernel.plugin;

import java.nio.file.Path;
import java.util.Optional;
import org.postrider.api.plugin.Plugin;

/// A plugin that was found and can be asked for its parts.
///
/// @param name as the plugin calls itself
/// @param file its jar or folder; empty for one that came with the server
/// @param loader of its classes
public record LoadedPlugin(String name, Optional<Path> file, ClassLoader loader, Plugin plugin) {
    /// How a sentence names it: `'greylist' (plugins/greylist.jar)`.
    @Override
    public String toString() {
        return "'" + name + "' ("
                + file.map(path -> path.getFileName().toString()).orElse("built in") + ")";
    }
}
