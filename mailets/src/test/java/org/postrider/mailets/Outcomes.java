package org.postrider.mailets;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.MemorySpool;

/// What tests want to know of an outcome.
public final class Outcomes {
    private Outcomes() {}

    /// The parts of a split; the outcome itself where it is none.
    public static List<Outcome> parts(Outcome outcome) {
        return outcome instanceof Outcome.Split(var parts)
                ? parts.stream().flatMap(part -> parts(part).stream()).toList()
                : List.of(outcome);
    }

    /// The mail that goes on.
    public static Mail continued(Outcome outcome) {
        return parts(outcome).stream()
                .filter(Outcome.Continue.class::isInstance)
                .map(part -> ((Outcome.Continue) part).mail())
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome));
    }

    /// The mail that goes to another processor.
    public static Mail sent(Outcome outcome) {
        return parts(outcome).stream()
                .filter(Outcome.ToProcessor.class::isInstance)
                .map(part -> ((Outcome.ToProcessor) part).mail())
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome));
    }

    public static List<String> recipients(Mail mail) {
        List<String> recipients = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            recipients.add(recipient.toString());
        }
        return recipients;
    }

    /// Its content with line breaks as `\n`.
    public static String text(Mail mail) {
        return MemorySpool.contentOf(mail).replace("\r\n", "\n");
    }
}
