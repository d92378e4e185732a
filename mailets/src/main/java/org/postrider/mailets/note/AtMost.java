package org.postrider.mailets.note;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Matcher;

/// Mail that comes by here for the first times, so many of them: `match="AtMost=3"`. Which mailet asks is told apart by
/// a name:
/// `match="AtMost=notify:3"`. For mail that is tried again or led through a processor repeatedly.
final class AtMost implements Matcher {
    private static final String PREFIX = "mailets.at-most.";

    private final String attribute;
    private final int times;

    public AtMost(Config config) {
        int colon = config.condition().indexOf(':');
        this.attribute = PREFIX
                + (colon < 0 ? "" : config.condition().substring(0, colon).strip());
        this.times = config.times();
    }

    /// @param condition number, perhaps after a name and a colon
    record Config(
            @Option(doc = "How often; before it perhaps a name and a colon, so that two of them count apart.")
            String condition) {
        Config {
            if (!condition.strip().matches("(?:[^:]+:)?\\s*\\d{1,6}")) {
                throw new IllegalArgumentException("write AtMost=3 or AtMost=name:3");
            }
        }

        int times() {
            return Integer.parseInt(
                    condition.substring(condition.indexOf(':') + 1).strip());
        }
    }

    // A matcher has no effect: the count is what CountPassage notes.
    @Override
    public List<Recipient> match(Mail mail) {
        return mail.attribute(attribute).map(AtMost::number).orElse(0) < times ? mail.recipients() : List.of();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            return Integer.MAX_VALUE;
        }
    }
}
