package org.postrider.dist.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Writes what `--json` prints.
final class Json {
    private Json() {}

    /// @param value strings, numbers, booleans, maps and lists of such
    static String text(Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
