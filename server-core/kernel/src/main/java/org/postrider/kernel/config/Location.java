package org.postrider.kernel.config;

import java.nio.file.Path;

/// A place in a configuration file, counted from 1; line 0 stands for a whole file, such as a plugin's jar.
public record Location(Path file, int line, int column) {
    /// The file as a whole.
    public static Location of(Path file) {
        return new Location(file, 0, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line + ":" + column;
    }
}
