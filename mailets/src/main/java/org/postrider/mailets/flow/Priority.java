package org.postrider.mailets.flow;

import org.postrider.api.mail.MailParameters;

/// Checks priorities that are given as an option.
final class Priority {
    private Priority() {}

    /// @throws IllegalArgumentException where it is none
    static void check(int priority) {
        // RFC 6710 §4: nineteen levels, 0 the middle one
        if (priority < MailParameters.PRIORITY_MIN || priority > MailParameters.PRIORITY_MAX) {
            throw new IllegalArgumentException("a priority is a number from -9 to 9, not " + priority);
        }
    }
}
