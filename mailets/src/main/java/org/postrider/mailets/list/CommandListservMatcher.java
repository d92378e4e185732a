package org.postrider.mailets.list;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.RecipientMatcher;
import org.postrider.api.plugin.AlsoNamed;

/// Recipients that are an address of a list by which something is asked of it, such as `list-subscribe@example.org`:
/// `match="CommandListservMatcher=list@example.org"`.
@AlsoNamed("CommandForListserv")
final class CommandListservMatcher implements RecipientMatcher {
    private final ListAddress list;

    public CommandListservMatcher(Config config) {
        this.list = new ListAddress(config.list());
    }

    /// @param list for posts
    record Config(
            @Option(doc = "The address of the list for posts.")
            MailAddress list) {}

    @Override
    public boolean matches(Recipient recipient, Mail mail) {
        return list.use(recipient.address())
                .filter(use -> use.kind() != ListAddress.Kind.POST)
                .isPresent();
    }
}
