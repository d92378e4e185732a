package org.postrider.smtp.client;

import java.io.IOException;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.mime.Downgrade;

/// A message as a host can take it.
///
/// @param body as which it goes
record HopContent(Content content, BodyType body) {
    /// @return empty where it cannot go there without harm
    static Optional<HopContent> of(Mail mail, Extensions extensions) throws IOException {
        Content content = mail.message().content();
        boolean eightBit = extensions.has("8BITMIME");
        return switch (mail.envelope().parameters().body()) {
            case SEVEN_BIT -> Optional.of(new HopContent(shortLines(mail), BodyType.SEVEN_BIT));
            // RFC 6152 §3
            case EIGHT_BIT_MIME ->
                eightBit ? Optional.of(new HopContent(shortLines(mail), BodyType.EIGHT_BIT_MIME)) : sevenBit(content);
            // RFC 3030 §3
            case BINARY_MIME -> {
                if (extensions.has("BINARYMIME") && extensions.has("CHUNKING")) {
                    yield Optional.of(new HopContent(content, BodyType.BINARY_MIME));
                }
                yield eightBit
                        ? Downgrade.to(Downgrade.Level.EIGHT_BIT, content)
                                .map(lines -> new HopContent(lines, BodyType.EIGHT_BIT_MIME))
                        : sevenBit(content);
            }
        };
    }

    // RFC 5321 §4.5.3.1.6: some hosts refuse longer lines, others break them anywhere. What is signed goes as it is:
    // that
    // would break for certain.
    private static Content shortLines(Mail mail) throws IOException {
        Content content = mail.message().content();
        boolean encoded = LongLines.in(content) && !mail.message().headers().has("DKIM-Signature");
        return encoded ? Downgrade.to(Downgrade.Level.EIGHT_BIT, content).orElse(content) : content;
    }

    private static Optional<HopContent> sevenBit(Content content) throws IOException {
        return Downgrade.to(Downgrade.Level.SEVEN_BIT, content).map(lines -> new HopContent(lines, BodyType.SEVEN_BIT));
    }
}
