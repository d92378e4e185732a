package org.postrider.kernel.plugin;

import java.time.Duration;
import org.postrider.api.config.Option;

/// `<plugins>` in `server.xml`: what holds for each plugin of the folder `plugins`.
public record PluginsConfig(
        @Option(
                doc =
                        "How long a mailet or matcher may take for one mail, and a plugin to start or stop. One that takes"
                                + " longer has failed: the mail goes to `onMailetException` or `onMatchException`.",
                defaultValue = "5m")
        Duration callTimeMax,

        @Option(
                doc =
                        "How long a transport may take for one mail. Then the mail is tried again, and may come twice where"
                                + " the transport goes on.",
                defaultValue = "1h")
        Duration deliveryTimeMax,

        @Option(
                doc =
                        "How long a session filter may take at one stage of an SMTP dialogue. Then the command is answered as"
                                + " the filter's `onFilterException` says.",
                defaultValue = "30s")
        Duration filterTimeMax,

        @Option(
                doc =
                        "How long a directory may take for a question or a change. Then mail and log-ins that need the answer"
                                + " are told to try again later.",
                defaultValue = "30s")
        Duration directoryTimeMax) {
    public PluginsConfig {
        if (callTimeMax.compareTo(Duration.ofMillis(1)) < 0
                || deliveryTimeMax.compareTo(Duration.ofMillis(1)) < 0
                || filterTimeMax.compareTo(Duration.ofMillis(1)) < 0
                || directoryTimeMax.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "callTimeMax, deliveryTimeMax, filterTimeMax and directoryTimeMax are more than 0");
        }
    }

    /// What holds where nothing is set.
    public static PluginsConfig defaults() {
        return new PluginsConfig(
                Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }
}
