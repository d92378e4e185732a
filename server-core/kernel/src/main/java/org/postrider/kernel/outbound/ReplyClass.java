package org.postrider.kernel.outbound;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.api.mail.Reply;

/// What a host means by a transient reply (4yz). The code and the enhanced status (RFC 3463) say little, so that the
/// text counts too: these are phrases that the large providers and the common servers use.
enum ReplyClass {
    /// We send too much, or too many connections, or our reputation slows us down.
    THROTTLED,
    /// The host wants to see whether we come again.
    GREYLISTED,
    /// One recipient's trouble, such as a full mailbox.
    RECIPIENT,
    /// The host's own trouble: disk, load, a service behind it.
    SYSTEM,
    /// Nothing of these.
    OTHER;

    private static final Pattern THROTTLE = Pattern.compile("too many|too much mail|rate.?limit|ratelimit|throttl"
            + "|too fast|slow down|exceed.{0,40}(rate|limit|connections|messages)|(limit|quota).{0,30}exceeded"
            + "|unusual rate|temporarily deferred|poor reputation|deferred due to|connection limit|concurren");
    private static final Pattern GREYLIST = Pattern.compile("gr[ae]y.?list|postgrey|sqlgrey");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,5}) ?(s|sec|secs|seconds?|m|min|mins|minutes?)\\b");
    private static final Duration GREYLISTED_MIN = Duration.ofMinutes(1);
    private static final Duration GREYLISTED_MAX = Duration.ofHours(1);
    private static final int NOT_AVAILABLE = 421;

    static ReplyClass of(Reply reply) {
        String text = reply.text().toLowerCase(Locale.ROOT);
        String status = reply.status();
        if (GREYLIST.matcher(text).find()) {
            return GREYLISTED;
        }
        // RFC 3463 §3.4: 4.3.2, the system does not accept mail now; 4.4.5, congestion
        if (reply.code() == NOT_AVAILABLE
                || (THROTTLE.matcher(text).find() && !status.startsWith("4.2."))
                || status.equals("4.3.2")
                || status.equals("4.4.5")) {
            return THROTTLED;
        }
        // RFC 3463 §3.2 and §3.3: addresses and mailboxes
        if (status.startsWith("4.1.") || status.startsWith("4.2.")) {
            return RECIPIENT;
        }
        return status.startsWith("4.3.") ? SYSTEM : OTHER;
    }

    /// When a host that greylists will take it, where it says so: `in 300 seconds`.
    static Optional<Duration> wait(Reply reply) {
        Matcher matcher = SECONDS.matcher(reply.text().toLowerCase(Locale.ROOT));
        if (!matcher.find()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(1));
        Duration said = matcher.group(2).startsWith("m") ? Duration.ofMinutes(number) : Duration.ofSeconds(number);
        if (said.compareTo(GREYLISTED_MAX) > 0) {
            return Optional.empty();
        }
        return Optional.of(said.compareTo(GREYLISTED_MIN) < 0 ? GREYLISTED_MIN : said.plusSeconds(1));
    }
}
