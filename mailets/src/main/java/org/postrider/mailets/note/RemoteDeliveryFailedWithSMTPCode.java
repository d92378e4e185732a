package org.postrider.mailets.note;

import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail that another host has refused with a certain reply code, in the processor `bounces`:
/// `match="RemoteDeliveryFailedWithSMTPCode=552"`.
final class RemoteDeliveryFailedWithSMTPCode implements MailMatcher {
    private final Config config;

    public RemoteDeliveryFailedWithSMTPCode(Config config) {
        this.config = config;
    }

    /// @param code of the reply
    record Config(
            @Option(doc = "The reply code, 400 to 599.") int code) {
        Config {
            if (code < 400 || code > 599) {
                throw new IllegalArgumentException(code + " is no code of a refusal: 400 to 599");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) {
        return Failure.of(mail).filter(reply -> reply.code() == config.code()).isPresent();
    }
}
