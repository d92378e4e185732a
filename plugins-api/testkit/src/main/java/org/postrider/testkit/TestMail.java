package org.postrider.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;

/// Builds a mail from what matters to a test; the rest is filled in. Confined to one thread.
///
/// ```java
/// Mail mail = TestMail.from("ann@example.org").to("bob@example.test").text("Subject: hello\n\nHow are
/// you?\n").build();
/// ```
public final class TestMail {
    /// When every mail from here was received.
    public static final Instant RECEIVED_AT = Instant.parse("2025-03-01T12:00:00Z");

    private final List<Recipient> recipients = new ArrayList<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final ReversePath reversePath;
    private MailId id = new MailId("test-1");
    private MailParameters parameters = MailParameters.DEFAULT;
    private Content content = crlf("Subject: test\n\nThis is a test.\n");
    private Origin origin =
            new Origin("ESMTP", "mx", Optional.empty(), "client.example.org", Optional.empty(), false, RECEIVED_AT);

    private TestMail(ReversePath reversePath) {
        this.reversePath = reversePath;
    }

    public static TestMail from(String address) {
        return new TestMail(ReversePath.of(MailAddress.parse(address)));
    }

    /// A mail that nobody is told of when it fails, such as a report.
    public static TestMail fromNobody() {
        return new TestMail(ReversePath.NULL);
    }

    /// `text` as the content of a message: UTF-8, each line break as CRLF.
    public static Content crlf(String text) {
        String unified = text.replace("\r\n", "\n").replace("\n", "\r\n");
        return Content.of(unified.getBytes(StandardCharsets.UTF_8));
    }

    public TestMail to(String... addresses) {
        for (String address : addresses) {
            recipients.add(Recipient.of(MailAddress.parse(address)));
        }
        return this;
    }

    public TestMail to(Recipient recipient) {
        recipients.add(recipient);
        return this;
    }

    public TestMail id(String newId) {
        id = new MailId(newId);
        return this;
    }

    /// Header, empty line and body; each line break becomes CRLF.
    public TestMail text(String text) {
        content = crlf(text);
        return this;
    }

    public TestMail content(Content octets) {
        content = octets;
        return this;
    }

    public TestMail parameters(MailParameters newParameters) {
        parameters = newParameters;
        return this;
    }

    public TestMail origin(Origin newOrigin) {
        origin = newOrigin;
        return this;
    }

    /// As handed in by this user after AUTH.
    public TestMail authenticatedAs(String address) {
        origin = new Origin(
                "ESMTPSA",
                "submission",
                Optional.empty(),
                "client.example.org",
                Optional.of(MailAddress.parse(address)),
                false,
                RECEIVED_AT);
        return this;
    }

    public TestMail attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /// @throws IllegalArgumentException where there is no recipient
    public Mail build() {
        Envelope envelope = new Envelope(reversePath, recipients, parameters);
        return new Mail(id, envelope, Message.of(content), origin, attributes);
    }
}
