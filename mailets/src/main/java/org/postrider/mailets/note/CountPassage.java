package org.postrider.mailets.note;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Counts how often a mail came by, for the matcher AtMost of the same name: here a matcher has no effect, so the
/// counting
/// is a mailet of its own.
///
/// ```xml
/// <mailet match="AtMost=notify:3" class="CountPassage"><name>notify</name></mailet>
/// ```
final class CountPassage implements Mailet {
    private static final int COUNT_MAX = 1_000_000;

    private final String attribute;

    public CountPassage(Config config) {
        this.attribute = "mailets.at-most." + config.name().strip();
    }

    /// @param name as in AtMost
    record Config(
            @Option(doc = "The name that AtMost has before its colon; empty where it has none.", defaultValue = "")
            String name) {}

    @Override
    public Outcome service(Mail mail) {
        int count = mail.attribute(attribute).map(CountPassage::number).orElse(0);
        return new Outcome.Continue(mail.withAttribute(attribute, Integer.toString(Math.min(count + 1, COUNT_MAX))));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return COUNT_MAX;
        }
    }
}
