package org.postrider.kernel.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.postrider.api.state.StateStore;
import org.postrider.api.state.StateTable;

/// The tables of all plugins, a folder for each plugin. One for the whole server, so that a table is open once however
/// often its plugin is made anew. Thread-safe.
public final class StateFolders implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");

    private final Path folder;
    /// Guarded by this.
    private final Map<Path, StateFile> open = new HashMap<>();

    /// @param folder made when the first table is
    public StateFolders(Path folder) {
        this.folder = folder;
    }

    public StateStore of(String plugin) {
        return (name, entriesMax) -> table(plugin, name, entriesMax);
    }

    private synchronized StateTable table(String plugin, String name, int entriesMax) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a table: 1 to 60 of a-z 0-9 -");
        }
        Path file = folder.resolve(plugin).resolve(name + ".state");
        StateFile known = open.get(file);
        if (known == null) {
            Files.createDirectories(file.getParent());
            known = StateFile.open(file, entriesMax);
            open.put(file, known);
        }
        return known;
    }

    @Override
    public synchronized void close() throws IOException {
        for (StateFile file : open.values()) {
            file.close();
        }
        open.clear();
    }
}
