package org.postrider.example.logstore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.store.DeliveryName;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.UidSet;

/// What there is of a mailbox. All but the listeners is guarded by the store's lock.
final class Box {
    // The spool repeats a delivery soon after a crash, and not years later.
    private static final int DELIVERIES_MAX = 10_000;

    final long number;
    final String id;
    final long uidValidity;
    final Optional<SpecialUse> use;
    final SortedMap<Long, Stored> messages = new TreeMap<>();
    final Map<String, String> notes = new HashMap<>();

    final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<DeliveryName, Long> deliveries = new LinkedHashMap<>();
    MailboxName name;
    long uidNext = 1;
    long modSeq = 1;
    boolean deleted;
    private @Nullable BoxView view;

    /// @param listener of its own, so that one can listen twice
    record Listener(Runnable listener, Object token) {}

    Box(long number, String id, long uidValidity, Optional<SpecialUse> use, MailboxName name) {
        this.number = number;
        this.id = id;
        this.uidValidity = uidValidity;
        this.use = use;
        this.name = name;
    }

    void note(String key, String text) {
        if (text.isEmpty()) {
            notes.remove(key);
        } else {
            notes.put(key, text);
        }
    }

    /// Puts a message in, or another version of it.
    void put(Stored message) {
        messages.put(message.uid(), message);
        count(message.uid() + 1, message.modSeq());
    }

    @Nullable
    Stored remove(long uid, long changedModSeq) {
        count(uid + 1, changedModSeq);
        return messages.remove(uid);
    }

    /// A UID or MODSEQ that was given is not given again.
    void count(long uidNextAtLeast, long modSeqAtLeast) {
        uidNext = Math.max(uidNext, uidNextAtLeast);
        modSeq = Math.max(modSeq, modSeqAtLeast);
        view = null;
    }

    void remember(DeliveryName delivery, long uid) {
        deliveries.put(delivery, uid);
        if (deliveries.size() > DELIVERIES_MAX) {
            deliveries.remove(deliveries.keySet().iterator().next());
        }
    }

    /// @return the UID that the message had when it was delivered
    Optional<Long> delivered(DeliveryName delivery) {
        return Optional.ofNullable(deliveries.get(delivery));
    }

    BoxView view() {
        BoxView known = view;
        if (known == null) {
            known = new BoxView(uidValidity, uidNext, modSeq, List.copyOf(messages.values()));
            view = known;
        }
        return known;
    }

    List<Stored> those(UidSet uids) {
        return messages.values().stream()
                .filter(message -> uids.contains(message.uid()))
                .toList();
    }

    /// Every UID that was given and is not there; who asks passes over those that he never saw.
    UidSet vanished() {
        UidSet.Builder gaps = new UidSet.Builder();
        long next = 1;
        for (long uid : messages.keySet()) {
            if (next < uid) {
                gaps.addRange(next, uid - 1);
            }
            next = uid + 1;
        }
        if (next < uidNext) {
            gaps.addRange(next, uidNext - 1);
        }
        return gaps.build();
    }

    /// What leads to this box.
    List<Change> changes() {
        List<Change> all = new ArrayList<>();
        all.add(made());
        messages.values().forEach(message -> all.add(added(message, Optional.empty())));
        deliveries.forEach((delivery, uid) ->
                all.add(Change.of(LogAccount.DELIVERED, number, delivery.mail().value(), delivery.recipient(), uid)));
        notes.forEach((key, text) -> all.add(Change.of(LogAccount.NOTED, number, key, text)));
        all.add(Change.of(LogAccount.COUNTED, number, uidNext, modSeq));
        return all;
    }

    Change made() {
        return Change.of(
                LogAccount.MADE, number, id, uidValidity, use.map(Enum::name).orElse(""), name);
    }

    Change added(Stored message, Optional<DeliveryName> delivery) {
        return Change.of(
                LogAccount.ADDED,
                number,
                message.uid(),
                message.modSeq(),
                message.body(),
                message.size(),
                message.internalDate().toEpochMilli(),
                message.saveDate().getEpochSecond(),
                message.flags(),
                delivery.map(DeliveryName::mail).map(MailId::value).orElse(""),
                delivery.map(DeliveryName::recipient).map(MailAddress::toString).orElse(""));
    }
}
