package org.postrider.kernel.login;

import java.time.Duration;
import java.util.List;
import org.postrider.api.config.Network;
import org.postrider.api.config.Option;

/// `<guard>` in `<login>`.
public record GuardConfig(
        @Option(doc = "For how long a failed log-in counts.", defaultValue = "1h")
        Duration window,

        @Option(
                doc = "So many failures from one address (of IPv6, from one /64) in the window ban it.",
                defaultValue = "20")
        int maxFailuresPerClient,

        @Option(
                doc =
                        "So many failures for one account in the window ban log-ins to it from everywhere but where its owner"
                                + " has logged in before.",
                defaultValue = "50")
        int maxFailuresPerAccount,

        @Option(doc = "How long a ban lasts.", defaultValue = "1h")
        Duration ban,

        @Option(
                doc =
                        "The longest time after which a failure is told to the client: 1 s at the first failure, then doubled"
                                + " each time. 0s for at once.",
                defaultValue = "15s")
        Duration maxDelay,

        @Option(doc = "Networks that are never slowed down or banned.", defaultValue = "127.0.0.0/8, ::1/128")
        List<Network> exempt) {
    public GuardConfig {
        exempt = List.copyOf(exempt);
        if (!window.isPositive() || !ban.isPositive() || maxDelay.isNegative()) {
            throw new IllegalArgumentException("window and ban must be longer than nothing");
        }
        if (maxFailuresPerClient < 1 || maxFailuresPerAccount < 1) {
            throw new IllegalArgumentException("the numbers of failures must be at least 1");
        }
    }
}
