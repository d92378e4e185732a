package org.postrider.mailets.list;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.mailets.text.Dates;
import org.postrider.mailets.text.FieldText;

/// Makes mails that answer: with a null reverse-path, said to be automatic.
final class Replies {
    private static final int REFERENCES_LENGTH_MAX = 800;

    private final InstantSource clock;

    Replies(InstantSource clock) {
        this.clock = clock;
    }

    /// @param why of Auto-Submitted (RFC 3834 §5)
    Mail reply(Mail mail, MailAddress from, MailAddress to, String subject, String text, String why) {
        MailId id = idOf(mail, from + " " + to);
        Headers asked = mail.message().headers();
        List<HeaderField> fields = new ArrayList<>(List.of(
                Dates.now(clock),
                FieldText.field("From", from.toString()),
                FieldText.field("To", to.toString()),
                FieldText.field("Subject", clean(subject)),
                HeaderField.of("Message-ID", "<" + id + ".auto@" + from.domain() + ">"),
                HeaderField.of("Auto-Submitted", why)));
        // RFC 3834 §3.1.5, §3.1.6
        asked.first("Message-ID")
                .map(Replies::clean)
                .filter(value -> value.length() <= REFERENCES_LENGTH_MAX)
                .ifPresent(value -> {
                    fields.add(FieldText.field("In-Reply-To", value));
                    String references =
                            asked.first("References").map(Replies::clean).orElse("");
                    fields.add(FieldText.field(
                            "References",
                            references.isEmpty() || references.length() + value.length() > REFERENCES_LENGTH_MAX
                                    ? value
                                    : references + " " + value));
                });
        fields.add(HeaderField.of("MIME-Version", "1.0"));
        String lines = text.replace("\r\n", "\n").strip().replace("\n", "\r\n") + "\r\n";
        fields.add(HeaderField.of("Content-Type", "text/plain; charset=utf-8"));
        fields.add(HeaderField.of("Content-Transfer-Encoding", "base64"));
        Content content = Content.concat(List.of(
                Content.of(Headers.of(fields).octets()),
                Content.of(("\r\n" + Base64.getMimeEncoder().encodeToString(lines.getBytes(StandardCharsets.UTF_8))
                                + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII))));
        // RFC 3834 §3.3: nobody is told when the answer fails.
        return new Mail(
                id,
                Envelope.of(ReversePath.NULL, List.of(Recipient.of(to))),
                Message.of(content),
                Origin.local(clock.instant()),
                Map.of());
    }

    /// An id of its own, the same at each run.
    static MailId idOf(Mail mail, String what) {
        String base = mail.id().value();
        int hash = what.hashCode() & Integer.MAX_VALUE;
        return base.length() <= 70
                ? mail.id().child(hash)
                : new MailId(base.substring(0, 58) + "-" + ((base + what).hashCode() & Integer.MAX_VALUE));
    }

    static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
