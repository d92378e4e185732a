package org.postrider.mailets.list;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.Automatic;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// Posts to a list: to each subscriber with a reverse-path of its own (VERP).
final class ListPosts {
    private static final String APPROVED = "Approved";

    private final ListServer.Config config;
    private final ListAddress address;
    private final Subscribers subscribers;
    private final Replies replies;

    ListPosts(ListServer.Config config, ListAddress address, Subscribers subscribers, Replies replies) {
        this.config = config;
        this.address = address;
        this.subscribers = subscribers;
        this.replies = replies;
    }

    List<Outcome> post(Mail mail) {
        Headers headers = mail.message().headers();
        // RFC 2919 §6: what has been on this list has come back to it.
        if (headers.all("List-Id").stream().anyMatch(value -> value.contains("<" + address.id() + ">"))) {
            return List.of(new Outcome.Discard(mail, "it was on this list already"));
        }
        // RFC 3834 §2: automatic answers to posts are nobody's posts.
        if (mail.reversePath().isNull()
                || headers.first("Auto-Submitted")
                        .filter(value -> !value.equalsIgnoreCase("no"))
                        .isPresent()) {
            return List.of(new Outcome.Discard(mail, "an automatic answer to the list"));
        }
        return mayPost(mail, headers) ? distributed(mail, headers) : held(mail);
    }

    private boolean mayPost(Mail mail, Headers headers) {
        boolean moderator =
                mail.origin().user().filter(config.moderator()::contains).isPresent();
        boolean approved = config.password()
                .filter(word -> headers.first(APPROVED)
                        .filter(given -> same(given, word.value()))
                        .isPresent())
                .isPresent();
        if (moderator || approved) {
            return true;
        }
        return switch (config.posting()) {
            case ANYBODY -> true;
            case SUBSCRIBERS ->
                mail.reversePath().address().filter(subscribers::has).isPresent();
            case MODERATORS -> false;
        };
    }

    private static boolean same(String given, String word) {
        return MessageDigest.isEqual(
                given.strip().getBytes(StandardCharsets.UTF_8), word.getBytes(StandardCharsets.UTF_8));
    }

    private List<Outcome> distributed(Mail mail, Headers headers) {
        Headers changed = listed(headers);
        Message common = mail.message().withHeaders(changed);
        List<Outcome> parts = new ArrayList<>(List.of(new Outcome.Expanded(mail)));
        for (MailAddress subscriber : subscribers.all()) {
            Message theirs = config.unsubscribeUrl().isEmpty()
                    ? common
                    : mail.message().withHeaders(oneClick(changed, subscriber));
            parts.add(new Outcome.ToProcessor(
                    mail.withId(Replies.idOf(mail, "post " + subscriber))
                            .withReversePath(ReversePath.of(address.bounces(subscriber)))
                            .withRecipients(List.of(Recipient.of(subscriber)))
                            .withMessage(theirs)
                            .withAttribute("postrider.rewritten", "true"),
                    "root"));
        }
        return parts;
    }

    private Headers listed(Headers headers) {
        Headers changed = headers.without(APPROVED);
        for (String field :
                List.of("List-Unsubscribe-Post", "List-Archive", "Return-Path", "Disposition-Notification-To")) {
            changed = changed.without(field);
        }
        // RFC 2919, RFC 2369 §3
        changed = changed.set(HeaderField.of("List-Id", "<" + address.id() + ">"))
                .set(mailto("List-Post", address.list()))
                .set(mailto("List-Help", address.of(ListAddress.Kind.HELP)))
                .set(mailto("List-Subscribe", address.of(ListAddress.Kind.SUBSCRIBE)))
                .set(mailto("List-Unsubscribe", address.of(ListAddress.Kind.UNSUBSCRIBE)))
                .set(mailto("List-Owner", address.of(ListAddress.Kind.OWNER)))
                .set(HeaderField.of("Precedence", "list"));
        if (config.replyToList()) {
            changed = changed.set(FieldText.field("Reply-To", address.list().toString()));
        }
        String subject =
                Replies.clean(headers.first("Subject").map(HeaderText::decode).orElse(""));
        String prefix = config.subjectPrefix().strip();
        return prefix.isEmpty() || subject.contains(prefix)
                ? changed
                : changed.set(FieldText.field("Subject", (prefix + " " + subject).strip()));
    }

    // RFC 8058 §3.1
    private Headers oneClick(Headers headers, MailAddress subscriber) {
        String url = config.unsubscribeUrl()
                .orElseThrow()
                .replace("{address}", URLEncoder.encode(subscriber.toString(), StandardCharsets.UTF_8));
        return headers.set(HeaderField.of(
                        "List-Unsubscribe",
                        "<" + url + ">,\r\n <mailto:" + address.of(ListAddress.Kind.UNSUBSCRIBE) + ">"))
                .set(HeaderField.of("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
    }

    private static HeaderField mailto(String name, MailAddress address) {
        return HeaderField.of(name, "<mailto:" + address + ">");
    }

    // The moderators get the post as it is and can send it again, approved; its sender hears that it waits.
    private List<Outcome> held(Mail mail) {
        if (config.moderator().isEmpty()) {
            return List.of(
                    new Outcome.Bounce(mail, Reply.of(550, "5.7.2", "only subscribers may post to " + address.list())));
        }
        List<Outcome> parts = new ArrayList<>(List.of(new Outcome.Expanded(mail)));
        parts.add(new Outcome.ToProcessor(
                mail.withId(Replies.idOf(mail, "moderate"))
                        .withRecipients(
                                config.moderator().stream().map(Recipient::of).toList())
                        .withReversePath(ReversePath.of(address.of(ListAddress.Kind.OWNER)))
                        .withMessage(mail.message()
                                .withHeaders(mail.message()
                                        .headers()
                                        .without(APPROVED)
                                        .prepend(HeaderField.of("X-List-Held", "<" + address.id() + ">"))))
                        .withAttribute("postrider.rewritten", "true"),
                "root"));
        Optional<MailAddress> sender = Automatic.isAutomatic(mail)
                ? Optional.empty()
                : mail.reversePath().address();
        sender.ifPresent(to -> parts.add(new Outcome.ToProcessor(
                replies.reply(
                        mail,
                        address.of(ListAddress.Kind.OWNER),
                        to,
                        "Your post to " + address.list() + " waits",
                        "A moderator looks at it first.",
                        "auto-replied"),
                "root")));
        return parts;
    }
}
