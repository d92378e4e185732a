package org.postrider.kernel.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;

/// A mailet in its place.
///
/// @param name as in the configuration, for the log
/// @param match for whom it is, as in the configuration
/// @param negated the mailet is for those whom the matcher does not take
/// @param onMatchException what to do where the matcher fails
/// @param onMailetException the processor for mail on which the mailet fails; empty to go on as if it were not there
record Step(
        String name,
        String match,
        Matcher matcher,
        boolean negated,
        Mailet mailet,
        OnMatchException onMatchException,
        Optional<String> onMailetException) {
    /// Those of the mail's recipients for whom the mailet is meant, in the mail's order.
    List<Recipient> matched(Mail mail) throws Exception {
        Set<Recipient> taken = new LinkedHashSet<>(matcher.match(mail));
        List<Recipient> matched = new ArrayList<>(mail.recipients().size());
        for (Recipient recipient : mail.recipients()) {
            if (taken.contains(recipient) != negated) {
                matched.add(recipient);
            }
        }
        return matched;
    }

    /// What a failing matcher means.
    sealed interface OnMatchException {
        record NoMatch() implements OnMatchException {}

        record MatchAll() implements OnMatchException {}

        record ToProcessor(String processor) implements OnMatchException {}
    }
}
