package org.postrider.kernel.event;

import org.postrider.api.config.Option;

/// `<log>` in `server.xml`.
public record LogConfig(
        @Option(
                doc =
                        "How postrider.log is written: text, or json, an object a line. What is told of mail has the same keys in"
                                + " both.",
                defaultValue = "text")
        Format format) {
    /// The forms of a log.
    public enum Format {
        TEXT,
        JSON
    }
}
