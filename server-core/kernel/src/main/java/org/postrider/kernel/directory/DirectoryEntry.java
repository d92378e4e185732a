package org.postrider.kernel.directory;

import java.time.Duration;
import org.postrider.api.config.Option;

/// `<directory>` in `server.xml`, but for the options of its type.
public record DirectoryEntry(
        @Option(doc = "Its name, by which domains choose it in domains.xml.")
        String name,

        @Option(doc = "How users are kept: the name of a directory that a plugin brings.")
        String type,

        @Option(
                doc =
                        "How long an answer is remembered, so that not every mail and log-in costs a question. So long a change"
                                + " that was not made by `postrider user` goes unseen, such as a new password. 0: not at all.",
                defaultValue = "30s")
        Duration cacheFor) {
    /// The name of the directory of `users.xml`, which is always there.
    public static final String XML = "xml";

    public DirectoryEntry {
        if (name.equals(XML) || !name.matches("[a-z0-9-]{1,60}")) {
            throw new IllegalArgumentException(
                    "the name of a directory is 1 to 60 of a-z 0-9 -, and not " + XML + ", which is that of users.xml");
        }
        if (cacheFor.isNegative() || cacheFor.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("cacheFor is at most 1h");
        }
    }
}
