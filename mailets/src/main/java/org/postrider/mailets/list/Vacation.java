package org.postrider.mailets.list;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.state.StateStore;
import org.postrider.api.state.StateTable;
import org.postrider.mailets.text.Addresses;
import org.postrider.mailets.text.Automatic;
import org.postrider.mailets.text.FieldText;
import org.postrider.mime.HeaderText;

/// Answers personal mail to accounts that are away (RFC 3834), each sender once in some days; the mail itself goes on.
/// No answer
/// goes to lists, reports, automatic mail or one's own address, nor where the account's address stands neither in To
/// nor in Cc.
///
/// ```xml
/// <mailet match="RecipientIsLocal" class="Vacation">
///   <account address="bob@example.org" subject="Away until Monday" until="2030-01-07"><message>I read my mail again on
/// Monday.</message></account>
/// </mailet>
/// ```
final class Vacation implements Mailet {
    private static final int ANSWERED_MAX = 100_000;
    private static final int HEADER_RECIPIENTS_MAX = 1_000;

    private final Config config;
    private final StateTable answered;
    private final InstantSource clock;

    public Vacation(Config config, StateStore store, InstantSource clock) throws IOException {
        this.config = config;
        this.answered = store.table("vacation", ANSWERED_MAX);
        this.clock = clock;
    }

    /// @param account each of them
    record Config(
            @Option(doc = "Somebody who is away.") List<Away> account,

            @Option(doc = "A sender gets one answer of an account within this time.", defaultValue = "7d")
            Duration interval) {
        Config {
            account = List.copyOf(account);
            if (interval.compareTo(Duration.ofHours(1)) < 0) {
                throw new IllegalArgumentException(
                        "<interval> is at least 1h: a machine that answers would be answered again");
            }
        }
    }

    /// @param address of the account
    record Away(
            @Option(doc = "The account's address.") MailAddress address,

            @Option(doc = "The answer's subject; without it, Auto: and that of the mail.")
            Optional<String> subject,

            @Option(doc = "From when, as 2030-01-01 or 2030-01-01T12:00:00Z; without it, at once.")
            Optional<String> from,

            @Option(doc = "Until when; without it, until it is removed.")
            Optional<String> until,

            @Option(doc = "Other addresses of the account, between commas.")
            List<MailAddress> alias,

            @Option(doc = "What the answer says.") String message) {
        Away {
            subject.ifPresent(text -> FieldText.field("Subject", text));
            from.ifPresent(Away::instant);
            until.ifPresent(Away::instant);
            alias = List.copyOf(alias);
        }

        static Instant instant(String text) {
            try {
                return text.contains("T")
                        ? Instant.parse(text.strip())
                        : LocalDate.parse(text.strip())
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("'" + text + "' is no date such as 2030-01-01", e);
            }
        }

        boolean isAway(Instant now) {
            return from.map(Away::instant).filter(now::isBefore).isEmpty()
                    && until.map(Away::instant)
                            .filter(end -> !now.isBefore(end))
                            .isEmpty();
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        List<Outcome> parts = new ArrayList<>(List.of(new Outcome.Continue(mail)));
        Optional<MailAddress> sender = mail.reversePath().address();
        if (sender.isEmpty()
                || mail.recipients().stream()
                        .noneMatch(recipient -> away(recipient).isPresent())) {
            return parts.getFirst();
        }
        if (Automatic.isAutomatic(mail)) {
            return parts.getFirst();
        }
        for (Recipient recipient : mail.recipients()) {
            Optional<Away> away = away(recipient);
            if (away.isPresent() && isDue(away.get(), sender.get(), mail)) {
                parts.add(new Outcome.ToProcessor(reply(away.get(), sender.get(), mail), "root"));
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Outcome.Split(parts);
    }

    private Optional<Away> away(Recipient recipient) {
        return config.account().stream()
                .filter(account -> account.address().equals(recipient.address()))
                .filter(account -> account.isAway(clock.instant()))
                .findFirst();
    }

    private boolean isDue(Away away, MailAddress sender, Mail mail) throws IOException {
        Set<MailAddress> own = new HashSet<>(away.alias());
        own.add(away.address());
        // RFC 3834 §2: who is not named in the message was not written to in person.
        List<MailAddress> named = Addresses.of(
                mail.message().headers(), List.of("To", "Cc", "Resent-To", "Resent-Cc"), HEADER_RECIPIENTS_MAX);
        if (own.contains(sender) || named.stream().noneMatch(own::contains)) {
            return false;
        }
        String key = (away.address() + " " + sender).toLowerCase(Locale.ROOT);
        long now = clock.millis();
        boolean[] due = new boolean[1];
        answered.update(key, before -> {
            due[0] = before.map(text -> now - number(text) >= config.interval().toMillis())
                    .orElse(true);
            return due[0] ? Optional.of(Long.toString(now)) : before;
        });
        return due[0];
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private Mail reply(Away away, MailAddress sender, Mail mail) {
        Replies replies = new Replies(clock);
        String subject = away.subject()
                .orElse("Auto: "
                        + Replies.clean(mail.message()
                                .headers()
                                .first("Subject")
                                .map(HeaderText::decode)
                                .orElse("")));
        return replies.reply(mail, away.address(), sender, subject, away.message(), "auto-replied");
    }
}
