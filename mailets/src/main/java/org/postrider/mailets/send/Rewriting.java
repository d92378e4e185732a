package org.postrider.mailets.send;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.Dates;
import org.postrider.mailets.text.Enclose;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// What Redirect and Resend change of a mail, and who gets it. Without options the message stays octet for octet.
///
/// @param recipients who gets it
record Rewriting(
        @Option(doc = "Who gets it: addresses, or sender, from, replyTo, postmaster, recipients, to.")
        List<String> recipients,

        @Option(doc = "The field To; without it, it stays.") Optional<String> to,

        @Option(doc = "The field Reply-To; without it, it stays.")
        Optional<MailAddress> replyTo,

        @Option(
                doc = "The reverse-path: an address, sender (as it is), postmaster, or null. Without it: postmaster"
                        + " for Redirect, sender for Resend.")
        Optional<String> reversePath,

        @Option(doc = "The field From; without it, it stays.")
        Optional<MailAddress> sender,

        @Option(doc = "The subject; without it, it stays.") Optional<String> subject,

        @Option(doc = "Before the subject.", defaultValue = "")
        String prefix,

        @Option(
                doc =
                        "A text in the place of the message, which is then inside as attachment says. Without it the message"
                                + " is sent on as it is.")
        Optional<String> message,

        @Option(
                doc = "Where there is a message of one's own, what is inside: message, heads or none.",
                defaultValue = "message")
        Enclose attachment,

        @Option(doc = "The recipients get the mail itself too.", defaultValue = "false")
        boolean passThrough) {
    Rewriting {
        recipients = To.checked(recipients, true);
        reversePath.ifPresent(Rewriting::checkReversePath);
        subject.ifPresent(text -> FieldText.field("Subject", text));
        to.ifPresent(text -> FieldText.field("To", text));
        FieldText.field("Subject", prefix);
    }

    /// @param copies those of the mailet
    /// @param from the reverse-path where the options do not say
    Outcome send(Mail mail, Copies copies, String from, ServerInfo server, InstantSource clock) {
        List<MailAddress> told = To.of(recipients, mail, server);
        if (copies.isOwn(mail) || told.isEmpty()) {
            return new Outcome.Continue(mail);
        }
        Mail changed = mail.withMessage(apply(mail, server, clock))
                .withReversePath(reversePath(reversePath.orElse(from), mail, server));
        return Copies.beside(mail, passThrough, copies.send(changed, told));
    }

    private static void checkReversePath(String text) {
        if (!Set.of("sender", "postmaster", "null").contains(text)) {
            MailAddress.parse(text);
        }
    }

    private static ReversePath reversePath(String text, Mail mail, ServerInfo server) {
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

    private Message apply(Mail mail, ServerInfo server, InstantSource clock) {
        return message.isEmpty() ? changed(mail) : enclosing(mail, message.get(), server, clock);
    }

    private Message changed(Mail mail) {
        Headers headers = mail.message().headers();
        Headers changed = headers;
        for (HeaderField field : fields(mail)) {
            changed = changed.set(field);
        }
        return changed == headers ? mail.message() : mail.message().withHeaders(changed);
    }

    private Message enclosing(Mail mail, String text, ServerInfo server, InstantSource clock) {
        Headers fields = Headers.of(List.of(
                Dates.now(clock),
                FieldText.field("From", sender.orElse(server.postmaster()).toString()),
                HeaderField.of("Message-ID", "<" + mail.id() + ".redirect@" + server.hostname() + ">")));
        for (HeaderField field : fields(mail)) {
            fields = fields.set(field);
        }
        if (!fields.has("Subject")) {
            fields = fields.append(FieldText.field("Subject", subjectOf(mail)));
        }
        return MessageText.of(fields.fields(), text, MessageText.Enclosed.of(attachment, mail), mail.id());
    }

    private List<HeaderField> fields(Mail mail) {
        List<HeaderField> fields = new ArrayList<>();
        to.ifPresent(value -> fields.add(FieldText.field("To", value)));
        replyTo.ifPresent(value -> fields.add(FieldText.field("Reply-To", value.toString())));
        sender.ifPresent(value -> fields.add(FieldText.field("From", value.toString())));
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
