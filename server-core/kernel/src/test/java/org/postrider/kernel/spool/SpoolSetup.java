package org.postrider.kernel.spool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;

/// What the tests of the spool have in common.
final class SpoolSetup {
    static final ServerInfo SERVER = new ServerInfo(
            Domain.parse("mx.example.test"),
            Domain.parse("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "1",
            Path.of("home"));

    private SpoolSetup() {}

    /// At most three mails, of which a thousand octets each stay in memory.
    static SpoolConfig config(Path folder, int workers) {
        return new SpoolConfig(
                folder,
                3,
                ByteSize.parse("1KiB"),
                ByteSize.parse("1KiB"),
                ByteSize.parse("1MiB"),
                Duration.ofSeconds(1),
                workers,
                List.of(Duration.ofMinutes(1)),
                Duration.ofDays(5));
    }
}
