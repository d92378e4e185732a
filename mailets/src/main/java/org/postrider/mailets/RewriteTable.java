package org.postrider.mailets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Puts in the place of each alias the addresses that it stands for (`conf/aliases.xml`); nobody gets a mail twice.
///
/// ```xml
/// <mailet match="All" class="RewriteTable"/>
/// ```
public final class RewriteTable implements Mailet {
    /// Set on the mail for recipients that an alias put there: they may be elsewhere, whoever sent it.
    static final String REWRITTEN_ATTRIBUTE = "postrider.rewritten";

    private final org.postrider.api.directory.RewriteTable table;

    public RewriteTable(org.postrider.api.directory.RewriteTable table) {
        this.table = table;
    }

    @Override
    public Outcome service(Mail mail) {
        Map<MailAddress, Recipient> unchanged = new LinkedHashMap<>();
        Map<MailAddress, Recipient> rewritten = new LinkedHashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            try {
                List<MailAddress> targets = table.rewrite(recipient.address());
                if (targets.isEmpty()) {
                    unchanged.putIfAbsent(recipient.address(), recipient);
                }
                targets.forEach(target -> rewritten.putIfAbsent(target, recipient.withAddress(target)));
            } catch (RewriteLoopException e) {
                // RFC 3463 §3.5: a loop was detected
                Reply reason = Reply.of(554, "5.4.6", String.valueOf(e.getMessage()));
                outcomes.add(new Outcome.Bounce(mail.withRecipients(List.of(recipient)), reason));
            }
        }
        unchanged.keySet().forEach(rewritten::remove);
        if (!unchanged.isEmpty()) {
            outcomes.add(new Outcome.Continue(mail.withRecipients(List.copyOf(unchanged.values()))));
        }
        if (!rewritten.isEmpty()) {
            outcomes.add(new Outcome.Continue(
                    mail.withRecipients(List.copyOf(rewritten.values())).withAttribute(REWRITTEN_ATTRIBUTE, "true")));
        }
        return outcomes.size() == 1 ? outcomes.getFirst() : new Outcome.Split(outcomes);
    }
}
