package org.postrider.kernel.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.Waiting;
import org.postrider.kernel.outbound.DestinationName;

/// Which of the waiting mails are meant: those to which all applies that is given.
///
/// @param ids empty: any; one under which nothing waits stands for all that waits of the mail accepted under it
/// @param destination as in [DestinationName#matches]
/// @param sender an address, `@` and a domain, or `<>`
/// @param recipient an address, or `@` and a domain: one of its recipients
/// @param olderThan since it was received
public record QueueSelection(
        List<MailId> ids,
        Optional<String> destination,
        Optional<String> sender,
        Optional<String> recipient,
        Optional<Duration> olderThan,
        Optional<QueueState> state) {
    public static final QueueSelection ALL = of(List.of());

    public QueueSelection {
        ids = List.copyOf(ids);
    }

    /// These, whatever else.
    static QueueSelection of(List<MailId> ids) {
        return new QueueSelection(
                ids, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    QueueSelection withIds(List<MailId> others) {
        return new QueueSelection(others, destination, sender, recipient, olderThan, state);
    }

    /// What can be said without reading the entry.
    Predicate<Waiting> quick(Instant now) {
        long oldEnough = now.minus(olderThan.orElse(Duration.ZERO)).toEpochMilli();
        return waiting -> (ids.isEmpty() || ids.contains(waiting.id()))
                && destination
                        .filter(wanted -> !DestinationName.matches(wanted, waiting.destination()))
                        .isEmpty()
                && (olderThan.isEmpty() || waiting.since() <= oldEnough)
                && state.filter(wanted -> wanted != state(waiting, now)).isEmpty();
    }

    /// True where the entry must be read to decide.
    boolean isSlow() {
        return sender.isPresent() || recipient.isPresent();
    }

    boolean matches(Entry entry) {
        return sender.filter(wanted -> !isSender(wanted, entry)).isEmpty()
                && recipient
                        .filter(wanted ->
                                entry.mail().recipients().stream().noneMatch(each -> matches(wanted, each.address())))
                        .isEmpty();
    }

    static QueueState state(Waiting waiting, Instant now) {
        if (waiting.held()) {
            return QueueState.HELD;
        }
        return waiting.notBefore() > now.toEpochMilli() ? QueueState.DEFERRED : QueueState.ACTIVE;
    }

    private static boolean isSender(String wanted, Entry entry) {
        Optional<MailAddress> address = entry.mail().reversePath().address();
        return address.map(found -> matches(wanted, found)).orElse(wanted.equals("<>"));
    }

    private static boolean matches(String wanted, MailAddress address) {
        String text = address.toString().toLowerCase(Locale.ROOT);
        String sought = wanted.toLowerCase(Locale.ROOT);
        return sought.startsWith("@") ? text.endsWith(sought) : text.equals(sought);
    }
}
