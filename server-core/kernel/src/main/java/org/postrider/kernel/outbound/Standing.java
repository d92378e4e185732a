package org.postrider.kernel.outbound;

import java.util.Optional;
import org.postrider.api.mail.Reply;

/// How a mail, or mail for a destination, stands in the outbound queue.
///
/// @param state of the mail; LATER where a destination was asked for
/// @param mails how many wait for the destination or are under way
/// @param ready how many of them are due
/// @param active how many are under way
/// @param window how many may be
/// @param down true where it has not been reached lately
/// @param opensAt when more may begin, milliseconds since 1970; 0 where that is not a matter of time
/// @param trouble what it said when it wanted less of us, or why it was not reached
/// @param full true where as many deliveries go on as there may be in all
public record Standing(
        State state,
        String destination,
        int mails,
        int ready,
        int active,
        int window,
        boolean down,
        long opensAt,
        Optional<Reply> trouble,
        boolean full) {
    /// Where a mail is.
    public enum State {
        /// Its time has not come.
        LATER,
        /// It is due, and waits for its turn.
        READY,
        /// It is under way.
        ACTIVE
    }
}
