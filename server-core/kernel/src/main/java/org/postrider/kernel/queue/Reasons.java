package org.postrider.kernel.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.outbound.Standing;

/// Says in a sentence why something waits.
final class Reasons {
    private Reasons() {}

    /// @param standing in the outbound queue, where it is there
    static String of(Entry entry, Optional<Standing> standing, Instant now) {
        if (entry.held()) {
            return "An administrator holds it back; let it go with: postrider queue release " + entry.id() + ".";
        }
        if (!(entry.stage() instanceof Stage.Relaying)) {
            return processing(entry, now);
        }
        if (standing.isEmpty()) {
            return "It is on its way into the outbound queue.";
        }
        return switch (standing.get().state()) {
            case ACTIVE -> "It is being delivered to " + standing.get().destination() + " at this moment.";
            case READY -> "It is due. " + of(standing.get(), now);
            case LATER -> later(entry, standing.get(), now);
        };
    }

    /// Why the mail of a destination that is due does not go faster.
    static String of(Standing standing, Instant now) {
        String name = standing.destination();
        String said = standing.trouble().map(reply -> ": " + reply).orElse("");
        Optional<Instant> opens =
                standing.opensAt() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(standing.opensAt()));
        if (standing.down()) {
            return name + " could not be reached the last times" + said + ". One mail is tried "
                    + at(opens.orElse(now), now) + "; the others are deferred meanwhile without being tried.";
        }
        if (opens.isPresent() && standing.trouble().isPresent()) {
            return name + " wants less of us" + said + ". It goes on " + at(opens.get(), now) + ".";
        }
        if (opens.isPresent()) {
            return "No more deliveries to " + name + " may begin in a minute (perMinute in <outbound>). It goes on "
                    + at(opens.get(), now) + ".";
        }
        String counts = standing.mails() + " mails wait for " + name + ", " + standing.ready() + " of them are due and "
                + standing.active() + " under way";
        if (standing.active() >= standing.window()) {
            return counts + ", as many as it takes at a time now" + said + ".";
        }
        if (standing.full()) {
            return counts + ". As many deliveries go on in all as may (concurrency in <outbound>).";
        }
        return counts + ".";
    }

    private static String later(Entry entry, Standing standing, Instant now) {
        String again = "It is tried again " + at(entry.notBefore(), now) + ".";
        if (entry.attempts() == 0) {
            return "It has not been tried yet. " + again;
        }
        String last =
                entry.tries().last().map(when -> ", last " + at(when, now)).orElse("");
        String said = entry.lastReply().map(Reply::toString).orElse("nothing is known");
        String state = standing.down() ? " " + of(standing, now) : "";
        return "It was tried " + times(entry.attempts()) + last + "; the answer was: " + said + ". " + again + state;
    }

    private static String processing(Entry entry, Instant now) {
        boolean waits = entry.notBefore().isAfter(now);
        if (!waits) {
            return "It is being processed, or as soon as a worker is free (workers in <spool>).";
        }
        if (entry.attempts() == 0) {
            return "Its sender wants it to be held (FUTURERELEASE) and released " + at(entry.notBefore(), now) + ".";
        }
        return "It was tried " + times(entry.attempts()) + " and failed here: "
                + entry.lastReply().map(Reply::toString).orElse("nothing is known") + ". It is tried again "
                + at(entry.notBefore(), now) + ".";
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    private static String at(Instant when, Instant now) {
        Duration distance = Duration.between(now, when);
        String text = text(distance.abs());
        return distance.isNegative() ? text + " ago" : "in " + text;
    }

    private static String text(Duration duration) {
        if (duration.toDays() > 1) {
            return duration.toDays() + " days";
        }
        if (duration.toHours() > 1) {
            return duration.toHours() + " hours";
        }
        return duration.toMinutes() > 1 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
    }
}
