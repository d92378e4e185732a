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
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Sends mail for a sub-address, such as bob+lists (RFC 5233), on to the account bob and its folder lists, where there
/// is
/// one; else to where LocalDelivery stores.
///
/// ```xml
/// <mailet match="HostIsLocal" class="SubAddressing"/>
/// ```
///
/// RewriteTable does the same beside all else that `conf/aliases.xml` says: this mailet is for pipelines without it.
/// Which
/// sub-addresses are taken from other hosts is for both the `separator` of `conf/aliases.xml`.
public final class SubAddressing implements Mailet {
    private final Directory directory;
    private final char separator;

    public SubAddressing(Config config, Directory directory) {
        this.directory = directory;
        this.separator = config.delimiter().charAt(0);
    }

    /// @param delimiter one character
    public record Config(
            @Option(doc = "What stands between a user's name and the folder: one character.", defaultValue = "+")
            String delimiter) {
        public Config {
            if (delimiter.length() != 1 || delimiter.equals("@") || delimiter.equals("\"")) {
                throw new IllegalArgumentException("delimiter is one character, such as + or -");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        Map<Optional<String>, List<Recipient>> byFolder = new LinkedHashMap<>();
        Set<MailAddress> known = new HashSet<>();
        for (Recipient recipient : mail.recipients()) {
            Optional<Sub> sub = sub(recipient.address());
            Recipient owner =
                    sub.map(found -> recipient.withAddress(found.account())).orElse(recipient);
            // Nobody gets a mail twice.
            if (known.add(owner.address())) {
                byFolder.computeIfAbsent(sub.map(Sub::folder), _ -> new ArrayList<>())
                        .add(owner);
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        byFolder.forEach(
                (folder, recipients) -> outcomes.add(new Outcome.Continue(forFolder(mail, folder, recipients))));
        return outcomes.size() == 1 ? outcomes.getFirst() : new Outcome.Split(outcomes);
    }

    private static Mail forFolder(Mail mail, Optional<String> folder, List<Recipient> recipients) {
        Mail changed = mail.withRecipients(recipients);
        return folder.map(name -> changed.withAttribute(LocalDelivery.FOLDER_ATTRIBUTE, name))
                .orElse(changed);
    }

    /// An account and one of its folders, whether that exists or not.
    private record Sub(MailAddress account, String folder) {}

    // RFC 5233 §4: the detail begins after the first separator. An account whose name has one in it is itself.
    private Optional<Sub> sub(MailAddress address) {
        String localPart = address.localPart();
        int end = localPart.indexOf(separator);
        if (end < 1 || end == localPart.length() - 1 || directory.find(address).isPresent()) {
            return Optional.empty();
        }
        MailAddress account = MailAddress.of(localPart.substring(0, end), address.domain());
        return directory.find(account).map(_ -> new Sub(account, localPart.substring(end + 1)));
    }
}
