package org.postrider.mailets.header;

import java.util.List;
import java.util.function.Predicate;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;

/// Changes of a header.
final class Fields {
    private Fields() {}

    /// The mail without some fields; itself where it has none of them.
    static Outcome without(Mail mail, Predicate<HeaderField> unwanted) {
        List<HeaderField> fields = mail.message().headers().fields();
        List<HeaderField> left = fields.stream().filter(unwanted.negate()).toList();
        return new Outcome.Continue(
                left.size() == fields.size()
                        ? mail
                        : mail.withMessage(mail.message().withHeaders(Headers.of(left))));
    }
}
