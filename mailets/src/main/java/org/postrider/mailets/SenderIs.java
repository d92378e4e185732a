package org.postrider.mailets;

import java.util.List;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose reverse-path is one of some addresses: `match="SenderIs=a@example.org,b@example.org"`.
public final class SenderIs implements MailMatcher {
    private final Set<MailAddress> senders;

    public SenderIs(Config config) {
        this.senders = Set.copyOf(config.senders());
    }

    /// @param senders any of them
    public record Config(
            @Option(doc = "The addresses, between commas.") List<MailAddress> senders) {
        public Config {
            senders = List.copyOf(senders);
            if (senders.isEmpty()) {
                throw new IllegalArgumentException("say who: SenderIs=somebody@example.org");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.reversePath().address().filter(senders::contains).isPresent();
    }
}
