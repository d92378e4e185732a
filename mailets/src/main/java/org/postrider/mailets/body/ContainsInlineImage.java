package org.postrider.mailets.body;

import java.io.IOException;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with a picture that is shown inside its text: `match="ContainsInlineImage"`.
public final class ContainsInlineImage implements MailMatcher {
    @Override
    public boolean matches(Mail mail) throws IOException {
        return Structure.leaves(mail).stream()
                .filter(leaf -> leaf.type().type().equals("image"))
                .anyMatch(leaf -> leaf.headers().has("Content-ID")
                        || leaf.disposition()
                                .filter(value -> value.type().equals("inline"))
                                .isPresent());
    }
}
