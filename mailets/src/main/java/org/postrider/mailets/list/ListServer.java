package org.postrider.mailets.list;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.state.StateStore;
import org.postrider.mailets.text.FieldText;

/// A mailing list. Posts to its address go to its subscribers; `NAME-subscribe`, `NAME-unsubscribe`, `NAME-help` (or
/// `NAME-request`) and
/// `NAME-owner` do what they say, and `NAME-bounces` counts whose mail comes back. Who wants to subscribe is asked to
/// confirm it.
/// Other recipients go on. The addresses must be recipients here: give the list an account or alias where the listener
/// checks.
///
/// ```xml
/// <mailet match="All" class="ListServer">
///   <list>talk@example.org</list><owner>ann@example.org</owner>
///   <subjectPrefix>[talk]</subjectPrefix><subscriber>bob@example.org</subscriber>
/// </mailet>
/// ```
final class ListServer implements Mailet {
    private final Config config;
    private final ListAddress address;
    private final Subscribers subscribers;
    private final ListCommands commands;
    private final ListPosts posts;

    public ListServer(Config config, StateStore store, InstantSource clock) throws IOException {
        this.config = config;
        this.address = new ListAddress(config.list());
        this.subscribers = new Subscribers(store, config, clock);
        this.commands = new ListCommands(config, address, subscribers, new Replies(clock));
        this.posts = new ListPosts(config, address, subscribers, new Replies(clock));
    }

    /// @param list for posts
    record Config(
            @Option(doc = "The address for posts.") MailAddress list,

            @Option(doc = "Who answers for it: gets what is written to NAME-owner, and what must be decided.")
            MailAddress owner,

            @Option(doc = "Subscribers that need not subscribe, between commas.")
            List<MailAddress> subscriber,

            @Option(doc = "Others may subscribe; else only the owner's subscribers are there.", defaultValue = "true")
            boolean open,

            @Option(doc = "Who may post: subscribers, anybody, or moderators alone.", defaultValue = "subscribers")
            Posting posting,

            @Option(
                    doc =
                            "Who may post always, between commas, when logged in; and gets posts that others may not make.")
            List<MailAddress> moderator,

            @Option(
                    doc =
                            "A post with the header field Approved and this word is one of a moderator; the field is removed.")
            Optional<Secret> password,

            @Option(doc = "Before each subject.", defaultValue = "")
            String subjectPrefix,

            @Option(doc = "Reply-To is the list's address.", defaultValue = "false")
            boolean replyToList,

            @Option(
                    doc =
                            "A page to leave the list, https, {address} for the subscriber; mail programs offer it as one click.")
            Optional<String> unsubscribeUrl,

            @Option(doc = "How many may subscribe.", defaultValue = "5000")
            int subscribersMax,

            @Option(
                    doc = "On how many days mail to a subscriber comes back before the subscription ends.",
                    defaultValue = "5")
            int bounceDaysMax) {
        Config {
            subscriber = List.copyOf(subscriber);
            moderator = List.copyOf(moderator);
            FieldText.field("Subject", subjectPrefix);
            if (subscribersMax < 1 || subscribersMax > 10_000) {
                throw new IllegalArgumentException("<subscribersMax> is 1 to 10000");
            }
            if (bounceDaysMax < 1) {
                throw new IllegalArgumentException("<bounceDaysMax> is at least 1");
            }
            // RFC 8058 §3: one click needs https.
            if (unsubscribeUrl
                    .filter(url -> !url.startsWith("https://") || !url.contains("{address}"))
                    .isPresent()) {
                throw new IllegalArgumentException("<unsubscribeUrl> begins with https:// and has {address} in it");
            }
        }
    }

    enum Posting {
        SUBSCRIBERS,
        ANYBODY,
        MODERATORS
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        List<Recipient> others = new ArrayList<>();
        List<Outcome> parts = new ArrayList<>();
        for (Recipient recipient : mail.recipients()) {
            Optional<ListAddress.Use> use = address.use(recipient.address());
            if (use.isEmpty()) {
                others.add(recipient);
            } else {
                parts.addAll(serve(use.get(), mail.withRecipients(List.of(recipient))));
            }
        }
        if (!others.isEmpty()) {
            parts.add(new Outcome.Continue(mail.withRecipients(others)));
        }
        return parts.size() == 1 ? parts.getFirst() : new Outcome.Split(parts);
    }

    private List<Outcome> serve(ListAddress.Use use, Mail mail) throws IOException {
        return switch (use.kind()) {
            case POST -> posts.post(mail);
            case SUBSCRIBE -> commands.subscribe(mail);
            case UNSUBSCRIBE -> commands.unsubscribe(mail);
            case CONFIRM -> commands.confirm(mail, use.argument());
            case HELP -> commands.help(mail);
            case BOUNCES -> commands.bounced(mail, use.argument());
            case OWNER ->
                List.of(
                        new Outcome.Expanded(mail),
                        new Outcome.ToProcessor(
                                mail.withId(Replies.idOf(mail, "owner"))
                                        .withRecipients(List.of(Recipient.of(config.owner())))
                                        .withAttribute("postrider.rewritten", "true"),
                                "root"));
        };
    }
}
