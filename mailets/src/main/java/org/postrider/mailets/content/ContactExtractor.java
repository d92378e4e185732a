package org.postrider.mailets.content;

import com.fasterxml.jackson.jr.ob.JSON;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.Addresses;

/// Collects whom the sender writes to, as JSON in an attribute: `{"userEmail":"ann@example.org","emails":["Bob
/// <bob@example.net>"]}`.
/// Only of mail that somebody handed in who had logged in, or by RelayAllowed.
///
/// ```xml
/// <mailet match="IsAuthenticated" class="ContactExtractor"><attribute>contacts.json</attribute></mailet>
/// ```
final class ContactExtractor implements Mailet {
    private static final int CONTACTS_MAX = 200;

    private final Config config;

    public ContactExtractor(Config config) {
        this.config = config;
    }

    /// @param attribute its name
    record Config(@Option(doc = "The attribute.") String attribute) {
        Config {
            if (attribute.isBlank() || attribute.startsWith("postrider.")) {
                throw new IllegalArgumentException("'" + attribute + "' cannot be set: postrider. is the server's own");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Optional<MailAddress> user =
                mail.origin().user().or(() -> mail.reversePath().address());
        if (user.isEmpty() || mail.message().headers().has("Auto-Submitted")) {
            return new Outcome.Continue(mail);
        }
        Set<String> contacts = new LinkedHashSet<>();
        for (String field : List.of("To", "Cc", "Bcc")) {
            for (String value : mail.message().headers().all(field)) {
                for (InternetAddress address : Addresses.parsed(value)) {
                    if (contacts.size() < CONTACTS_MAX
                            && Addresses.read(address).isPresent()) {
                        contacts.add(address.toUnicodeString());
                    }
                }
            }
        }
        if (contacts.isEmpty()) {
            return new Outcome.Continue(mail);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("userEmail", user.get().toString());
        json.put("emails", List.copyOf(contacts));
        return new Outcome.Continue(mail.withAttribute(config.attribute(), JSON.std.asString(json)));
    }
}
