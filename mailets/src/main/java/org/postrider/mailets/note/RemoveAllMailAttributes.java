package org.postrider.mailets.note;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Removes all attributes of the mail but those of the server, whose names begin with `postrider.`.
///
/// ```xml
/// <mailet match="All" class="RemoveAllMailAttributes"/>
/// ```
public final class RemoveAllMailAttributes implements Mailet {
    @Override
    public Outcome service(Mail mail) {
        Mail changed = mail;
        for (String name : mail.attributes().keySet()) {
            if (!name.startsWith("postrider.")) {
                changed = changed.withoutAttribute(name);
            }
        }
        return new Outcome.Continue(changed);
    }
}
