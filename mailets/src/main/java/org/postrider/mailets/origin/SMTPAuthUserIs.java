package org.postrider.mailets.origin;

import java.util.List;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that somebody handed in who had logged in as one of some users:
/// `match="SMTPAuthUserIs=ann@example.org,bob@example.org"`.
final class SMTPAuthUserIs implements MailMatcher {
    private final Set<MailAddress> users;

    public SMTPAuthUserIs(Config config) {
        this.users = Set.copyOf(config.users());
    }

    /// @param users any of them
    record Config(
            @Option(doc = "The accounts, between commas.") List<MailAddress> users) {
        Config {
            users = List.copyOf(users);
            if (users.isEmpty()) {
                throw new IllegalArgumentException("say who: SMTPAuthUserIs=ann@example.org");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.origin().user().filter(users::contains).isPresent();
    }
}
