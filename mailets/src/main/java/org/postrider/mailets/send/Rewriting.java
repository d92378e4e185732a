package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.Dates;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// What Redirect and Resend change of a message. All absent: it stays octet for octet.
record Rewriting(
        Optional<String> to,
        Optional<MailAddress> replyTo,
        Optional<MailAddress> from,
        Optional<String> subject,
        String prefix,
        Optional<String> text,
        Enclose attachment) {
    static void checkReversePath(String text) {
        if (!Set.of("sender", "postmaster", "null").contains(text)) {
            MailAddress.parse(text);
        }
    }

    static ReversePath reversePath(String text, Mail mail, ServerInfo server) {
        // RFC 3834 §4, RFC 5321 §4.5.5: what has a null reverse-path keeps it, or reports of reports would begin.
        if (mail.reversePath().isNull() || text.equals("null")) {
            return ReversePath.NULL;
        }
        return switch (text) {
            case "sender" -> mail.reversePath();
            case "postmaster" -> ReversePath.of(server.postmaster());
            default -> ReversePath.of(MailAddress.parse(text));
        };
    }

    Message apply(Mail mail, ServerInfo server, InstantSource clock) {
        return text.isEmpty() ? changed(mail) : enclosing(mail, text.get(), server, clock);
    }

    private Message changed(Mail mail) {
        Headers headers = mail.message().headers();
        Headers changed = headers;
        for (HeaderField field : fields(mail)) {
            changed = changed.set(field);
        }
        return changed == headers ? mail.message() : mail.message().withHeaders(changed);
    }

    private Message enclosing(Mail mail, String message, ServerInfo server, InstantSource clock) {
        Headers fields = Headers.of(List.of(
                Dates.now(clock),
                FieldText.field("From", from.orElse(server.postmaster()).toString()),
                HeaderField.of("Message-ID", "<" + mail.id() + ".redirect@" + server.hostname() + ">")));
        for (HeaderField field : fields(mail)) {
            fields = fields.set(field);
        }
        if (!fields.has("Subject")) {
            fields = fields.append(FieldText.field("Subject", subjectOf(mail)));
        }
        return MessageText.of(fields.fields(), message, attachment.of(mail), mail.id());
    }

    private List<HeaderField> fields(Mail mail) {
        List<HeaderField> fields = new ArrayList<>();
        to.ifPresent(value -> fields.add(FieldText.field("To", value)));
        replyTo.ifPresent(value -> fields.add(FieldText.field("Reply-To", value.toString())));
        from.ifPresent(value -> fields.add(FieldText.field("From", value.toString())));
        String start = prefix.strip();
        if (subject.isPresent() || (!start.isEmpty() && !subjectOf(mail).startsWith(start))) {
            String value = subject.orElseGet(() -> subjectOf(mail));
            fields.add(FieldText.field("Subject", (start + " " + value).strip()));
        }
        return fields;
    }

    private static String subjectOf(Mail mail) {
        return Notice.clean(mail.message()
                .headers()
                .first("Subject")
                .map(HeaderText::decode)
                .orElse(""));
    }
}
