package org.postrider.mailets.list;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.text.Automatic;
import org.postrider.mime.MimeEntity;

/// What is asked of a list by mail. Each answer goes to the address that is meant, and says nothing to others.
final class ListCommands {
    private final ListServer.Config config;
    private final ListAddress address;
    private final Subscribers subscribers;
    private final Replies replies;

    ListCommands(ListServer.Config config, ListAddress address, Subscribers subscribers, Replies replies) {
        this.config = config;
        this.address = address;
        this.subscribers = subscribers;
        this.replies = replies;
    }

    List<Outcome> subscribe(Mail mail) throws IOException {
        Optional<MailAddress> sender = asker(mail);
        if (sender.isEmpty()) {
            return ended(mail, "nobody to answer");
        }
        if (!config.open() || subscribers.isFull()) {
            return answered(
                    mail,
                    sender.get(),
                    address.list() + " takes no subscribers",
                    "Please write to " + address.of(ListAddress.Kind.OWNER) + ".");
        }
        if (subscribers.has(sender.get())) {
            return answered(mail, sender.get(), "You are on " + address.list() + " already", help());
        }
        return asked(mail, sender.get(), "subscribe", "to subscribe to ");
    }

    List<Outcome> unsubscribe(Mail mail) throws IOException {
        Optional<MailAddress> sender = asker(mail);
        if (sender.isEmpty()) {
            return ended(mail, "nobody to answer");
        }
        if (!subscribers.has(sender.get())) {
            return answered(mail, sender.get(), "You are not on " + address.list(), help());
        }
        return asked(mail, sender.get(), "unsubscribe", "to leave ");
    }

    // The reverse-path can be anybody's: who reads its mail must say so too.
    private List<Outcome> asked(Mail mail, MailAddress sender, String what, String words) throws IOException {
        String token = subscribers.ask(sender, what);
        Mail reply = replies.reply(
                mail,
                address.confirm(token),
                sender,
                "Please confirm: " + what + " " + address.list(),
                "Somebody, perhaps you, has asked for " + sender + " " + words + address.list()
                        + ".\n\nIf it was you, answer this mail. If not, do nothing.",
                "auto-replied");
        return List.of(new Outcome.Discard(mail, "asked to confirm"), new Outcome.ToProcessor(reply, "root"));
    }

    List<Outcome> confirm(Mail mail, String token) throws IOException {
        // RFC 3834 §2: an automatic answer to the question is no confirmation.
        if (Automatic.isAutomatic(mail)) {
            return ended(mail, "a machine confirms nothing");
        }
        Optional<Subscribers.Asked> asked = subscribers.confirmed(token);
        if (asked.isEmpty()) {
            return ended(mail, "a confirmation that nobody waits for");
        }
        MailAddress who = asked.get().address();
        if (asked.get().what().equals("subscribe")) {
            if (subscribers.isFull()) {
                return answered(
                        mail,
                        who,
                        address.list() + " is full",
                        "Please write to " + address.of(ListAddress.Kind.OWNER) + ".");
            }
            subscribers.add(who);
            return answered(mail, who, "Welcome to " + address.list(), help());
        }
        subscribers.remove(who);
        return answered(mail, who, "You have left " + address.list(), "You get no more mail of this list.");
    }

    List<Outcome> help(Mail mail) {
        return asker(mail)
                .map(sender -> answered(mail, sender, "About " + address.list(), help()))
                .orElseGet(() -> ended(mail, "nobody to answer"));
    }

    /// RFC 3464 in spirit, by the address alone: whatever comes to it says that the subscriber's mail came back.
    List<Outcome> bounced(Mail mail, String argument) throws IOException {
        Optional<MailAddress> who = ListAddress.subscriber(argument);
        // Reports have a null reverse-path; whatever else comes here could end anybody's subscription.
        if (who.isEmpty() || !mail.reversePath().isNull() || isDelay(mail) || !subscribers.bounced(who.get())) {
            return ended(mail, "a report");
        }
        Mail told = replies.reply(
                mail,
                address.of(ListAddress.Kind.OWNER),
                config.owner(),
                who.get() + " was removed from " + address.list(),
                "Mail to " + who.get() + " came back on " + config.bounceDaysMax() + " days.",
                "auto-generated");
        return List.of(new Outcome.Discard(mail, "a report"), new Outcome.ToProcessor(told, "root"));
    }

    // A mail that is only late has not come back.
    private static boolean isDelay(Mail mail) throws IOException {
        Content content = mail.message().content();
        for (MimeEntity part : MimeEntity.of(mail.message()).children()) {
            if (part.type().is("message", "delivery-status")) {
                String text = part.text(content, 64 * 1024).toLowerCase(Locale.ROOT);
                return !text.contains("action: failed");
            }
        }
        return false;
    }

    private static Optional<MailAddress> asker(Mail mail) {
        return Automatic.isAutomatic(mail)
                ? Optional.empty()
                : mail.reversePath().address();
    }

    private List<Outcome> answered(Mail mail, MailAddress to, String subject, String text) {
        Mail reply = replies.reply(mail, address.of(ListAddress.Kind.OWNER), to, subject, text, "auto-replied");
        return List.of(new Outcome.Discard(mail, "answered"), new Outcome.ToProcessor(reply, "root"));
    }

    private static List<Outcome> ended(Mail mail, String why) {
        return List.of(new Outcome.Discard(mail, why));
    }

    private String help() {
        return "To post, write to " + address.list() + ".\nTo subscribe: " + address.of(ListAddress.Kind.SUBSCRIBE)
                + "\nTo leave: " + address.of(ListAddress.Kind.UNSUBSCRIBE) + "\nThe owner: "
                + address.of(ListAddress.Kind.OWNER);
    }
}
