package org.postrider.mailets.text;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postrider.api.mail.Headers;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;

/// Which mail wants no automatic answer.
public final class Automatic {
    private static final Set<String> PRECEDENCE = Set.of("bulk", "junk", "list");
    private static final List<String> LIST_FIELDS =
            List.of("List-Id", "List-Help", "List-Unsubscribe", "List-Post", "List-Owner", "List-Archive");

    private Automatic() {}

    /// True for lists, reports, automatic replies and bulk mail.
    public static boolean isAutomatic(Mail mail) {
        Headers headers = mail.message().headers();
        // RFC 3834 §2: nobody answers what a machine sent, nor what a list passed on.
        return mail.reversePath().address().map(Automatic::isMachine).orElse(true)
                || headers.first("Auto-Submitted")
                        .filter(value -> !value.equalsIgnoreCase("no"))
                        .isPresent()
                || LIST_FIELDS.stream().anyMatch(headers::has)
                || headers.first("Precedence")
                        .filter(value -> PRECEDENCE.contains(value.toLowerCase(Locale.ROOT)))
                        .isPresent()
                || headers.has("X-Auto-Response-Suppress");
    }

    private static boolean isMachine(MailAddress sender) {
        String local = sender.localPart().toLowerCase(Locale.ROOT);
        return local.equals("mailer-daemon")
                || local.startsWith("owner-")
                || local.endsWith("-request")
                || local.endsWith("-owner")
                || local.endsWith("-bounces")
                || local.startsWith("noreply")
                || local.startsWith("no-reply");
    }
}
