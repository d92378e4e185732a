package org.postrider.smtp.client;

import java.time.Duration;

/// How long to wait for the other host (RFC 5321 §4.5.3.2).
///
/// @param connect for connecting, and for a TLS handshake
/// @param command for the greeting and the replies to all commands but those below
/// @param data for the reply to DATA
/// @param block for the other host to take a piece of the message
/// @param end for the reply to the final dot
/// @param reset for the reply to RSET of a session that was kept
/// @param quit for the reply to QUIT, which nobody needs
/// @param attempt for all that is said about one mail: whoever answers, octet by octet, just in time for the others
///     does not keep it for ever
record TimeLimits(
        Duration connect,
        Duration command,
        Duration data,
        Duration block,
        Duration end,
        Duration reset,
        Duration quit,
        Duration attempt) {
    static final TimeLimits STANDARD = new TimeLimits(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofHours(2));
}
