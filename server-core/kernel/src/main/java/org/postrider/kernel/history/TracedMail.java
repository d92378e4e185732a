package org.postrider.kernel.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is known of one mail and of those that were made of it.
///
/// @param id under which it was received
/// @param received the event; empty where the history does not go back so far
/// @param events all of them, in order: members of JSON, as on the disk
/// @param ends what became of each recipient
/// @param gaps in which something of it may have happened that is not known
/// @param cut there are more events than are told
public record TracedMail(
        String id,
        Optional<Map<String, Object>> received,
        List<Map<String, Object>> events,
        List<End> ends,
        List<HistorySearch.Gap> gaps,
        boolean cut) {
    public TracedMail {
        events = List.copyOf(events);
        ends = List.copyOf(ends);
        gaps = List.copyOf(gaps);
    }

    /// How it stands with one recipient.
    ///
    /// @param state `accepted`, `queued` or `deferred`, as long as it is under way; then `delivered`, `sent`,
    ///     `bounced`, `discarded`, or `replaced` by other recipients
    /// @param where the mailbox, host, way, reply, reason, or the other recipients
    /// @param id of the part of the mail that it was
    /// @param at when the last happened
    /// @param report it is a report to the sender about this mail
    public record End(String recipient, String state, String where, String id, Instant at, boolean report) {
        public boolean isUnderWay() {
            return switch (state) {
                case "accepted", "queued", "deferred" -> true;
                default -> false;
            };
        }
    }

    static TracedMail of(String id, List<Map<String, Object>> events, boolean cut, List<HistorySearch.Gap> all) {
        Optional<Map<String, Object>> received =
                events.stream().filter(HistoryKeys::isReceived).findFirst();
        List<End> ends = new Ends(events, received.map(HistoryKeys::sender)).list();
        Instant first = at(events.getFirst());
        Instant last = ends.stream().anyMatch(End::isUnderWay) ? Instant.MAX : at(events.getLast());
        List<HistorySearch.Gap> gaps = all.stream()
                .filter(gap -> !gap.until().isBefore(first) && gap.since().isBefore(last))
                .toList();
        return new TracedMail(id, received, events, ends, gaps, cut);
    }

    private static Instant at(Map<String, Object> event) {
        return Instant.ofEpochMilli(SegmentSealer.millis(event));
    }

    /// Goes through the events of a mail. Confined to one thread.
    private static final class Ends {
        private final Map<String, End> byRecipient = new LinkedHashMap<>();
        private final Set<String> reports = new HashSet<>();
        private final Optional<String> sender;

        Ends(List<Map<String, Object>> events, Optional<String> sender) {
            this.sender = sender;
            for (Map<String, Object> event : events) {
                if (event.get("report") instanceof String report) {
                    reports.add(report);
                }
            }
            events.forEach(this::add);
        }

        List<End> list() {
            return List.copyOf(byRecipient.values());
        }

        private void add(Map<String, Object> event) {
            List<String> to = HistoryKeys.recipients(event);
            switch (text(event, "event")) {
                case "received" -> put(to, "accepted", "", event);
                case "processed" -> processed(event);
                case "queued" -> put(to, "queued", text(event, "way"), event);
                case "deferred" -> put(to, "deferred", text(event, "reply"), event);
                case "delivered" -> put(to, "delivered", text(event, "mailbox"), event);
                case "sent" -> put(to, "sent", (text(event, "host") + " " + text(event, "reply")).strip(), event);
                case "bounced" -> put(to, "bounced", text(event, "reply"), event);
                case "discarded" -> put(to, "discarded", text(event, "reason"), event);
                default -> {}
            }
        }

        // RFC 3464 §2: a report has the null reverse-path, and nothing else that is made of a mail of somebody's.
        private void processed(Map<String, Object> event) {
            String id = text(event, "id");
            boolean made = !id.equals(HistoryKeys.root(id));
            if (made
                    && text(event, "from").isEmpty()
                    && sender.filter(each -> !each.isEmpty()).isPresent()) {
                reports.add(id);
            }
            for (Object step : event.get("steps") instanceof List<?> steps ? steps : List.of()) {
                if (step instanceof Map<?, ?> members) {
                    List<String> with = texts(members.get("with"));
                    put(texts(members.get("without")), "replaced", "by " + String.join(", ", with), event);
                    put(with, "accepted", "", event);
                }
            }
        }

        private void put(List<String> recipients, String state, String where, Map<String, Object> event) {
            String id = text(event, "id");
            boolean report = isReport(id);
            for (String recipient : recipients) {
                byRecipient.put(
                        (report ? "report " : "") + recipient.toLowerCase(Locale.ROOT),
                        new End(recipient, state, where, id, at(event), report));
            }
        }

        private boolean isReport(String id) {
            return reports.stream().anyMatch(report -> id.equals(report) || id.startsWith(report + "-"));
        }

        private static List<String> texts(@Nullable Object value) {
            List<String> texts = new ArrayList<>();
            if (value instanceof List<?> list) {
                list.forEach(each -> texts.add(String.valueOf(each)));
            }
            return texts;
        }

        private static String text(Map<String, Object> event, String name) {
            return String.valueOf(event.getOrDefault(name, ""));
        }
    }
}
