package org.postrider.kernel.config;

import java.nio.file.Path;

/// A place in a configuration file, counted from 1.
public record Location(Path file, int line, int column) {
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
