package org.postrider.mailets.address;

import java.util.Optional;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose sender's address leads round in a circle of aliases, so that no report would arrive:
/// `match="IsSenderInRRTLoop"`.
final class IsSenderInRRTLoop implements MailMatcher {
    private final RewriteTable table;

    public IsSenderInRRTLoop(RewriteTable table) {
        this.table = table;
    }

    @Override
    public boolean matches(Mail mail) {
        Optional<MailAddress> sender = mail.reversePath().address();
        if (sender.isEmpty()) {
            return false;
        }
        try {
            table.rewrite(sender.get());
            return false;
        } catch (RewriteLoopException _) {
            return true;
        }
    }
}
