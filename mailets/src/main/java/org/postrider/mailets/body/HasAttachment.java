package org.postrider.mailets.body;

import java.io.IOException;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail with an attachment: `match="HasAttachment"`.
public final class HasAttachment implements MailMatcher {
    @Override
    public boolean matches(Mail mail) throws IOException {
        return Structure.leaves(mail).stream().anyMatch(Structure::isAttachment);
    }
}
