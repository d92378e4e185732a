package org.postrider.kernel.ledger;

import java.time.Instant;
import java.util.Locale;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;

/// What is known of an entry without reading it from the disk: enough to say when it goes on and in which order, and to
/// count a million of them. Immutable. Times are milliseconds since 1970, because so many of these are in memory.
///
/// @param destination as in [Stage#destination]
/// @param several true where its recipients have several destinations
/// @param sender a number that mails of one sender have in common
/// @param priority -9 to 9 (RFC 6710)
/// @param notBefore when the next step is due
/// @param since when it was received, or released by its sender's wish (RFC 4865)
/// @param deliverBy when its sender wants it returned or wants to know (RFC 2852); `Long.MAX_VALUE` where not
/// @param octets the size of the message
/// @param attempts how often the present stage was tried
/// @param held true while an administrator keeps it back
public record Waiting(
        MailId id,
        Kind kind,
        String destination,
        boolean several,
        int sender,
        int priority,
        long notBefore,
        long since,
        long deliverBy,
        long octets,
        int recipients,
        int attempts,
        boolean held) {
    /// Which stage.
    public enum Kind {
        PROCESSING,
        RELAYING,
        STORING
    }

    static Waiting of(Entry entry, Names names) {
        Mail mail = entry.mail();
        MailParameters parameters = mail.envelope().parameters();
        String destination =
                names.shared(entry.stage().destination(mail.recipients().getFirst()));
        return new Waiting(
                mail.id(),
                kind(entry.stage()),
                destination,
                hasSeveral(entry, destination),
                sender(mail),
                parameters.priority(),
                entry.notBefore().toEpochMilli(),
                since(mail).toEpochMilli(),
                parameters
                        .deliverBy()
                        .map(DeliverBy::deadline)
                        .map(Instant::toEpochMilli)
                        .orElse(Long.MAX_VALUE),
                mail.message().size(),
                mail.recipients().size(),
                entry.attempts(),
                entry.held());
    }

    /// From when on a mail's age counts: what its sender had held until later is not old by then (RFC 4865).
    public static Instant since(Mail mail) {
        Instant received = mail.origin().receivedAt();
        return mail.envelope()
                .parameters()
                .holdUntil()
                .filter(received::isBefore)
                .orElse(received);
    }

    public boolean relaying() {
        return kind == Kind.RELAYING;
    }

    private static Kind kind(Stage stage) {
        return switch (stage) {
            case Stage.Processing _ -> Kind.PROCESSING;
            case Stage.Relaying _ -> Kind.RELAYING;
            case Stage.Storing _ -> Kind.STORING;
        };
    }

    private static boolean hasSeveral(Entry entry, String destination) {
        if (!(entry.stage() instanceof Stage.Relaying relaying)
                || !relaying.route().hosts().isEmpty()) {
            return false;
        }
        for (Recipient recipient : entry.mail().recipients()) {
            if (!relaying.destination(recipient).equals(destination)) {
                return true;
            }
        }
        return false;
    }

    // The user who logged in, else the reverse-path: nobody gets a larger share by many return addresses.
    private static int sender(Mail mail) {
        String name = mail.origin()
                .user()
                .map(Object::toString)
                .orElseGet(() -> mail.reversePath().toString());
        return name.toLowerCase(Locale.ROOT).hashCode();
    }
}
