package org.postrider.mailets;

import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail of more than some size: `match="SizeGreaterThan=10MiB"`.
public final class SizeGreaterThan implements MailMatcher {
    private final Config config;

    public SizeGreaterThan(Config config) {
        this.config = config;
    }

    /// @param size of header and body together
    public record Config(
            @Option(doc = "The size that is still small enough.")
            ByteSize size) {}

    @Override
    public boolean matches(Mail mail) {
        return mail.message().size() > config.size().octets();
    }
}
