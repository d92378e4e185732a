package org.postrider.dist.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/// Writes what `--json` prints.
final class Json {
    private Json() {}

    /// An array of which each element is printed as it comes.
    static final class Array implements AutoCloseable {
        private final PrintWriter out;
        private boolean isEmpty = true;

        Array(PrintWriter out) {
            this.out = out;
            out.print("[");
        }

        void add(Object value) {
            out.print(isEmpty ? " " : ", ");
            out.print(text(value));
            isEmpty = false;
        }

        @Override
        public void close() {
            out.println(" ]");
        }
    }

    /// @param value strings, numbers, booleans, maps and lists of such
    static String text(Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
