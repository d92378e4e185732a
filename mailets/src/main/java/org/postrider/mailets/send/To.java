package org.postrider.mailets.send;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.mailets.text.Addresses;

/// To whom: addresses, or words for those whom a mail itself names.
final class To {
    private static final Set<String> WORDS =
            Set.of("sender", "reversePath", "from", "replyTo", "postmaster", "recipients", "to");
    private static final int ADDRESSES_MAX = 200;

    private To() {}

    /// @throws IllegalArgumentException where a text is neither an address nor a word
    static List<String> checked(List<String> texts, boolean needed) {
        if (texts.isEmpty() && needed) {
            throw new IllegalArgumentException("say to whom");
        }
        for (String text : texts) {
            if (!WORDS.contains(text) && !text.contains("@")) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no address and none of " + String.join(", ", new TreeSet<>(WORDS)));
            }
            if (!WORDS.contains(text)) {
                MailAddress.parse(text);
            }
        }
        return List.copyOf(texts);
    }

    /// Whom the texts mean for this mail; nobody twice.
    static List<MailAddress> of(List<String> texts, Mail mail, ServerInfo server) {
        Set<MailAddress> found = new LinkedHashSet<>();
        for (String text : texts) {
            switch (text) {
                case "sender", "reversePath" -> mail.reversePath().address().ifPresent(found::add);
                case "from" -> found.addAll(Addresses.of(mail.message().headers(), List.of("From"), ADDRESSES_MAX));
                case "replyTo" -> {
                    List<String> fields =
                            mail.message().headers().has("Reply-To") ? List.of("Reply-To") : List.of("From");
                    found.addAll(Addresses.of(mail.message().headers(), fields, ADDRESSES_MAX));
                }
                case "to" -> found.addAll(Addresses.of(mail.message().headers(), List.of("To", "Cc"), ADDRESSES_MAX));
                case "postmaster" -> found.add(server.postmaster());
                case "recipients" -> mail.recipients().forEach(recipient -> found.add(recipient.address()));
                default -> found.add(MailAddress.parse(text));
            }
        }
        return List.copyOf(found);
    }
}
