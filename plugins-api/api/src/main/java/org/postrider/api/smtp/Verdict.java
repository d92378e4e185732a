package org.postrider.api.smtp;

import java.time.Duration;
import org.postrider.api.mail.Reply;

/// What a filter thinks of a stage.
public sealed interface Verdict {
    /// The one [Proceed].
    Verdict PROCEED = new Proceed();

    /// No objection: the next filter is asked.
    record Proceed() implements Verdict {}

    /// The command is refused for good. At [SessionFilter#connect] the session ends with this.
    ///
    /// @param reply 5yz
    record Refuse(Reply reply) implements Verdict {
        public Refuse {
            require(reply.permanentFailure(), reply, "5yz");
        }
    }

    /// The command is refused for now. At [SessionFilter#connect] the session ends with this.
    ///
    /// @param reply 4yz
    record Defer(Reply reply) implements Verdict {
        public Defer {
            require(reply.transientFailure(), reply, "4yz");
        }
    }

    /// The command is refused and the session ends.
    ///
    /// @param reply 4yz or 5yz; RFC 5321 §3.8 has 421 for this
    record Close(Reply reply) implements Verdict {
        public Close {
            require(!reply.positive(), reply, "4yz or 5yz");
        }
    }

    /// Lets the client wait before the verdict `then` holds. The session has no thread of the machine meanwhile.
    ///
    /// @param delay at most [#DELAY_MAX]
    record Tarpit(Duration delay, Verdict then) implements Verdict {
        public Tarpit {
            requireShort(delay);
        }
    }

    /// Waits and listens: `ifTalks` holds where the client says something, otherwise no objection. At
    /// [SessionFilter#connect] a client that does not wait to be greeted is found so.
    ///
    /// @param time at most [#DELAY_MAX]
    record Listen(Duration time, Verdict ifTalks) implements Verdict {
        public Listen {
            requireShort(time);
        }
    }

    /// RFC 5321 §4.5.3.2: clients wait for minutes, not longer.
    Duration DELAY_MAX = Duration.ofMinutes(2);

    private static void require(boolean right, Reply reply, String wanted) {
        if (!right) {
            throw new IllegalArgumentException("the reply '" + reply + "' should be " + wanted);
        }
    }

    private static void requireShort(Duration delay) {
        if (delay.isNegative() || delay.compareTo(DELAY_MAX) > 0) {
            throw new IllegalArgumentException("a delay is between nothing and " + DELAY_MAX.toSeconds() + " s");
        }
    }
}
