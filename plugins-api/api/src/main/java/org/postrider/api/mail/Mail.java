package org.postrider.api.mail;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message under way: envelope, content, where it came from, and what mailets noted about it. Immutable.
///
/// @param attributes notes of mailets for mailets, kept with the mail in spool and queue. A plugin's names begin
///     with its own name and a dot.
public record Mail(MailId id, Envelope envelope, Message message, Origin origin, Map<String, String> attributes) {
    public Mail {
        attributes = Map.copyOf(attributes);
    }

    public ReversePath reversePath() {
        return envelope.reversePath();
    }

    public List<Recipient> recipients() {
        return envelope.recipients();
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    /// The same mail for other recipients, of which there is at least one.
    public Mail withRecipients(List<Recipient> recipients) {
        return withEnvelope(new Envelope(envelope.reversePath(), recipients, envelope.parameters()));
    }

    public Mail withReversePath(ReversePath reversePath) {
        return withEnvelope(new Envelope(reversePath, envelope.recipients(), envelope.parameters()));
    }

    public Mail withEnvelope(Envelope changed) {
        return new Mail(id, changed, message, origin, attributes);
    }

    public Mail withMessage(Message changed) {
        return new Mail(id, envelope, changed, origin, attributes);
    }

    public Mail withId(MailId changed) {
        return new Mail(changed, envelope, message, origin, attributes);
    }

    public Mail withAttribute(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(name, value);
        return new Mail(id, envelope, message, origin, changed);
    }

    public Mail withoutAttribute(String name) {
        Map<String, String> changed = new LinkedHashMap<>(attributes);
        changed.remove(name);
        return new Mail(id, envelope, message, origin, changed);
    }
}
