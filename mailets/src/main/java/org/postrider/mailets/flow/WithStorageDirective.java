package org.postrider.mailets.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.mailets.text.StorageDirective;

/// Says where and how LocalDelivery is to store the mail: in which mailbox, with which flags and keywords.
///
/// ```xml
/// <mailet match="IsMarkedAsSpam" class="WithStorageDirective">
///   <targetFolderName>Junk</targetFolderName><seen>true</seen><keywords>$Junk</keywords>
/// </mailet>
/// ```
final class WithStorageDirective implements Mailet {
    private final Config config;

    public WithStorageDirective(Config config) {
        this.config = config;
    }

    /// @param targetFolderName levels between slashes
    record Config(
            @Option(doc = "The mailbox, levels between slashes. Without it: as LocalDelivery says.")
            Optional<String> targetFolderName,

            @Option(doc = "As if it had been read.", defaultValue = "false")
            boolean seen,

            @Option(doc = "Marked as important.", defaultValue = "false")
            boolean important,

            @Option(doc = "Keywords, between commas.") List<String> keywords) {
        Config {
            targetFolderName.ifPresent(name -> MailboxName.parse(name, '/'));
            keywords.forEach(Keyword::of);
            keywords = List.copyOf(keywords);
            if (targetFolderName.isEmpty() && !seen && !important && keywords.isEmpty()) {
                throw new IllegalArgumentException(
                        "say where or how: <targetFolderName>, <seen>, <important> or <keywords>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Mail changed = mail;
        if (config.targetFolderName().isPresent()) {
            changed = changed.withAttribute(
                    StorageDirective.MAILBOX_ATTRIBUTE,
                    config.targetFolderName().get());
        }
        List<String> flags = new ArrayList<>(config.keywords());
        if (config.seen()) {
            flags.add(StorageDirective.SEEN);
        }
        if (config.important()) {
            flags.add(StorageDirective.FLAGGED);
        }
        return new Outcome.Continue(
                flags.isEmpty()
                        ? changed
                        : changed.withAttribute(StorageDirective.FLAGS_ATTRIBUTE, String.join(" ", flags)));
    }
}
