package org.postrider.api.mail;

import java.time.Instant;

/// By when a mail is to be delivered, and what is to happen where it is not (RFC 2852).
///
/// @param deadline when the time is over. A sender gives it in seconds from MAIL; each next hop is given what is left
/// of
///     them
/// @param mode what happens at the deadline
/// @param trace true where the sender wants a report from each host that relays the mail (the by-trace of RFC 2852 §4)
public record DeliverBy(Instant deadline, Mode mode, boolean trace) {
    /// The by-mode of RFC 2852 §4.
    public enum Mode {
        /// At the deadline the mail is given up and the sender told that it failed; a hop that does not offer DELIVERBY
        /// does not get it.
        RETURN('R'),
        /// At the deadline the sender is told that the mail is late; it goes on being tried.
        NOTIFY('N');

        private final char letter;

        Mode(char letter) {
            this.letter = letter;
        }

        /// As it stands on the wire.
        public char letter() {
            return letter;
        }
    }
}
