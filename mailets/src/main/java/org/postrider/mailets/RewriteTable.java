package org.postrider.mailets;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.config.Option;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable.Resolution;
import org.postrider.api.directory.RewriteTable.Target;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.plugin.AlsoNamed;

/// Puts in the place of each alias the addresses that it stands for (`conf/aliases.xml`); nobody gets a mail twice.
///
/// ```xml
/// <mailet match="All" class="RewriteTable"/>
/// ```
///
/// What goes on to other hosts gets a `Delivered-To` with the alias; mail that comes back with it goes in a circle, and
/// fails. The folder of a sub-address goes along for `LocalDelivery`.
@AlsoNamed("RecipientRewriteTable")
public final class RewriteTable implements Mailet {
    /// Set on the mail for recipients that an alias put there: they may be elsewhere, whoever sent it.
    static final String REWRITTEN_ATTRIBUTE = "postrider.rewritten";
    // What the server too sets on mail for such processors.
    private static final String ERROR_ATTRIBUTE = "postrider.error";
    private static final String DELIVERED_TO = "Delivered-To";

    private final org.postrider.api.directory.RewriteTable table;
    private final Directory directory;

    private final Config config;

    public RewriteTable(Config config, org.postrider.api.directory.RewriteTable table, Directory directory) {
        this.config = config;
        this.table = table;
        this.directory = directory;
    }

    /// @param errorProcessor for recipients who cannot be rewritten
    public record Config(
            @Option(
                    doc =
                            "Where mail goes for whom an alias leads in a circle or takes no mail. Without it the sender gets"
                                    + " a report.")
            Optional<ProcessorName> errorProcessor) {}

    @Override
    public Outcome service(Mail mail) {
        Rewriting rewriting = new Rewriting(mail);
        for (Recipient recipient : mail.recipients()) {
            try {
                rewriting.add(recipient, table.resolve(recipient.address()));
            } catch (RewriteLoopException e) {
                // RFC 3463 §3.5: a loop was detected
                rewriting.bounce(recipient, Reply.of(554, "5.4.6", String.valueOf(e.getMessage())));
            }
        }
        return rewriting.outcome();
    }

    /// What recipients have in common that are rewritten to go on as one mail.
    ///
    /// @param alias that is noted on mail for other hosts
    private record Way(Optional<String> folder, Optional<MailAddress> owner, Optional<MailAddress> alias) {}

    /// One mail's. Confined to one thread.
    private final class Rewriting {
        private final Mail mail;
        private final Map<MailAddress, Recipient> unchanged = new LinkedHashMap<>();
        private final Map<Way, Map<MailAddress, Recipient>> rewritten = new LinkedHashMap<>();
        private final List<Recipient> expanded = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();

        Rewriting(Mail mail) {
            this.mail = mail;
        }

        void add(Recipient recipient, Resolution resolution) {
            if (resolution.isUnmentioned()) {
                unchanged.putIfAbsent(recipient.address(), recipient);
            } else if (resolution.refusal().isPresent()) {
                bounce(recipient, resolution.refusal().get());
            } else if (hasPassed(recipient.address())) {
                bounce(
                        recipient,
                        Reply.of(554, "5.4.6", "the mail has been sent on from " + recipient + " before: a loop"));
            } else {
                boolean several = resolution.targets().size() > 1;
                if (several && recipient.dsn().onSuccess()) {
                    expanded.add(recipient);
                }
                resolution.targets().forEach(target -> add(recipient, target, several));
            }
        }

        private void add(Recipient recipient, Target target, boolean several) {
            boolean elsewhere = !directory.isLocal(target.address().domain());
            Way way = new Way(
                    target.folder(),
                    target.owner().filter(_ -> !mail.reversePath().isNull()),
                    elsewhere ? Optional.of(recipient.address()) : Optional.empty());
            rewritten
                    .computeIfAbsent(way, _ -> new LinkedHashMap<>())
                    .putIfAbsent(target.address(), new Recipient(target.address(), request(recipient, several)));
        }

        void bounce(Recipient recipient, Reply reason) {
            Mail failed = mail.withRecipients(List.of(recipient));
            outcomes.add(config.errorProcessor()
                    .<Outcome>map(processor -> new Outcome.ToProcessor(
                            failed.withAttribute(ERROR_ATTRIBUTE, reason.toString()), processor.name()))
                    .orElse(new Outcome.Bounce(failed, reason)));
        }

        private boolean hasPassed(MailAddress address) {
            return mail.message().headers().all(DELIVERED_TO).stream()
                    .anyMatch(given -> given.strip().equalsIgnoreCase(address.toString()));
        }

        Outcome outcome() {
            if (!unchanged.isEmpty()) {
                outcomes.add(new Outcome.Continue(mail.withRecipients(List.copyOf(unchanged.values()))));
            }
            Set<MailAddress> known = new HashSet<>(unchanged.keySet());
            rewritten.forEach((way, recipients) -> {
                List<Recipient> fresh = recipients.values().stream()
                        .filter(recipient -> known.add(recipient.address()))
                        .toList();
                if (!fresh.isEmpty()) {
                    outcomes.add(new Outcome.Continue(sentOn(fresh, way)));
                }
            });
            if (!expanded.isEmpty()) {
                outcomes.add(new Outcome.Expanded(mail.withRecipients(expanded)));
            }
            return outcomes.size() == 1 ? outcomes.getFirst() : new Outcome.Split(outcomes);
        }

        private Mail sentOn(List<Recipient> recipients, Way way) {
            Mail changed = mail.withRecipients(recipients).withAttribute(REWRITTEN_ATTRIBUTE, "true");
            if (way.folder().isPresent()) {
                changed = changed.withAttribute(
                        LocalDelivery.FOLDER_ATTRIBUTE, way.folder().get());
            }
            if (way.owner().isPresent()) {
                changed = changed.withReversePath(new ReversePath(way.owner()));
            }
            if (way.alias().isPresent()) {
                HeaderField passed =
                        HeaderField.of(DELIVERED_TO, way.alias().get().toString());
                changed = changed.withMessage(changed.message()
                        .withHeaders(changed.message().headers().prepend(passed)));
            }
            return changed;
        }
    }

    // RFC 3461 §5.2.7: several who stand for one have their success told as one; its failures name it.
    private static DsnRequest request(Recipient recipient, boolean several) {
        DsnRequest request = several ? recipient.dsn().withoutSuccess() : recipient.dsn();
        return recipient.address().needsSmtpUtf8()
                ? request
                : request.withOriginalRecipient(
                        "rfc822;" + xtext(recipient.address().toString()));
    }

    // RFC 3461 §4
    private static String xtext(String text) {
        StringBuilder encoded = new StringBuilder();
        text.chars().forEach(c -> {
            boolean plain = c > 0x20 && c < 0x7f && c != '+' && c != '=';
            encoded.append(plain ? String.valueOf((char) c) : "+%02X".formatted(c));
        });
        return encoded.toString();
    }
}
