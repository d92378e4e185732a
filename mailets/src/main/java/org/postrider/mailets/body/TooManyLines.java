package org.postrider.mailets.body;

import java.io.IOException;
import java.io.InputStream;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail whose body has more lines than some number: `match="TooManyLines=10000"`. It is read no further than that.
final class TooManyLines implements MailMatcher {
    private final Config config;

    public TooManyLines(Config config) {
        this.config = config;
    }

    /// @param lines that are still few enough
    record Config(
            @Option(doc = "How many are still few enough.") int lines) {
        Config {
            if (lines < 1) {
                throw new IllegalArgumentException("the number is at least 1");
            }
        }
    }

    @Override
    public boolean matches(Mail mail) throws IOException {
        long skipped = mail.message().headers().octets().length;
        try (InputStream in = mail.message().content().open()) {
            in.skipNBytes(skipped);
            byte[] buffer = new byte[8192];
            // The empty line that ends the header is none of the body's.
            long lines = -1;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n' && ++lines > config.lines()) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
