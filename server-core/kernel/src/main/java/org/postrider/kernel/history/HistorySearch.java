package org.postrider.kernel.history;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// Answers what happened to a mail. Reads the files alone, so that it works beside a running server and without one.
/// Thread-safe.
public final class HistorySearch {
    /// The most mails in an answer.
    public static final int MAILS_MAX = 1000;

    private static final int EVENTS_MAX = 20_000;
    private static final int GAPS_MAX = 100;
    // The clock may have been set back meanwhile.
    private static final long CLOCK_MILLIS = Duration.ofDays(1).toMillis();
    private static final Duration TIME_MAX = Duration.ofSeconds(20);

    private final HistoryReader reader;

    /// @param folder of the history
    public HistorySearch(Path folder) {
        this.reader = new HistoryReader(new HistoryFolder(folder));
    }

    /// Which mails.
    ///
    /// @param id of the mail, or of one that was made of it
    /// @param from the sender as it was received, empty for the null reverse-path, or `@domain`
    /// @param to a recipient, as it was received or later, or `@domain`
    /// @param limit the newest of them, at most [#MAILS_MAX]
    public record Question(
            Optional<String> id,
            Optional<String> from,
            Optional<String> to,
            Optional<Instant> since,
            Optional<Instant> until,
            int limit) {
        public Question {
            if (id.isEmpty() && from.isEmpty() && to.isEmpty()) {
                throw new IllegalArgumentException("say which mail: its id, its sender or a recipient");
            }
            if (limit < 1 || limit > MAILS_MAX) {
                throw new IllegalArgumentException("the limit is 1 to " + MAILS_MAX);
            }
        }
    }

    /// @param mails the newest first
    /// @param oldest when the first thing happened that is kept; empty where nothing is
    /// @param gaps from when to when nothing is known, and why
    /// @param more there are older ones than the limit allows
    /// @param searchedBackTo where it took too long to look at what is older
    public record Answer(
            List<TracedMail> mails,
            Optional<Instant> oldest,
            List<Gap> gaps,
            boolean more,
            Optional<Instant> searchedBackTo) {
        public Answer {
            mails = List.copyOf(mails);
            gaps = List.copyOf(gaps);
        }
    }

    /// Of what happened between these, something is missing.
    public record Gap(Instant since, Instant until, String reason) {}

    /// @throws IOException where the files cannot be read
    public Answer find(Question question) throws IOException {
        Roots roots = question.id().isPresent()
                ? new Roots(question.limit(), HistoryKeys.root(question.id().get()))
                : roots(question);
        Map<String, List<Map<String, Object>>> lines = new LinkedHashMap<>();
        roots.found.forEach(root -> lines.put(root, new ArrayList<>()));
        List<Gap> gaps = new ArrayList<>();
        if (!lines.isEmpty()) {
            gather(lines, gaps);
        }
        List<TracedMail> mails = new ArrayList<>();
        lines.forEach((root, events) -> {
            if (!events.isEmpty()) {
                mails.add(TracedMail.of(root, events.reversed(), events.size() == EVENTS_MAX, gaps));
            }
        });
        return new Answer(mails, reader.oldest(), gaps, roots.more, Optional.ofNullable(roots.stoppedAt));
    }

    private Roots roots(Question question) throws IOException {
        Roots roots = new Roots(question.limit());
        long since = question.since().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long until = question.until().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        long deadline = System.nanoTime() + TIME_MAX.toNanos();
        reader.read(HistoryReader.Scope.of(keys(question), needles(question), since, until), line -> {
            if (isMeant(question, line) && !roots.add(HistoryKeys.root(String.valueOf(line.get("id"))))) {
                return false;
            }
            if (System.nanoTime() - deadline > 0) {
                roots.stoppedAt = Instant.ofEpochMilli(SegmentSealer.millis(line));
                return false;
            }
            return true;
        });
        return roots;
    }

    private static List<String> keys(Question question) {
        String from = question.from().orElse("");
        String to = question.to().orElse("");
        if (question.to().isEmpty()) {
            return List.of(HistoryKeys.from(from));
        }
        if (question.from().isEmpty() || from.startsWith("@")) {
            return List.of(HistoryKeys.to(to));
        }
        if (to.startsWith("@")) {
            return List.of(HistoryKeys.from(from));
        }
        return List.of(HistoryKeys.pair(from, to), HistoryKeys.manyFrom(from));
    }

    private static List<String> needles(Question question) {
        return List.of(HistoryKeys.needle(question.to().or(question::from).orElse("")));
    }

    private static boolean isMeant(Question question, Map<String, Object> line) {
        boolean toMeant = question.to().isEmpty()
                || HistoryKeys.recipients(line).stream()
                        .anyMatch(each -> HistoryKeys.isMeant(question.to().get(), each));
        return toMeant
                && (question.from().isEmpty()
                        || (HistoryKeys.isReceived(line)
                                && HistoryKeys.isMeant(question.from().get(), HistoryKeys.sender(line))));
    }

    // The newest line of each mail first.
    private void gather(Map<String, List<Map<String, Object>>> lines, List<Gap> gaps) throws IOException {
        List<String> keys = new ArrayList<>(List.of(HistoryKeys.GAP));
        List<String> needles = new ArrayList<>(List.of("\"" + HistoryKeys.GAP + "\""));
        long since = Long.MAX_VALUE;
        for (String root : lines.keySet()) {
            keys.add(HistoryKeys.mail(root));
            needles.add("\"" + root);
            since = Math.min(since, HistoryKeys.acceptedMillis(root) - CLOCK_MILLIS);
        }
        reader.read(HistoryReader.Scope.of(keys, needles, since, Long.MAX_VALUE), line -> {
            if (line.get("event") instanceof String event && event.equals(HistoryKeys.GAP)) {
                if (gaps.size() < GAPS_MAX) {
                    gaps.add(gap(line));
                }
            } else if (line.get("id") instanceof String id) {
                List<Map<String, Object>> events = lines.get(HistoryKeys.root(id));
                if (events != null && events.size() < EVENTS_MAX) {
                    events.add(line);
                }
            }
            return true;
        });
    }

    private static Gap gap(Map<String, Object> line) {
        Instant until = Instant.ofEpochMilli(SegmentSealer.millis(line));
        Instant since = Instant.ofEpochMilli(SegmentSealer.millis(Map.of("time", line.getOrDefault("since", ""))));
        return new Gap(since.isAfter(until) ? until : since, until, String.valueOf(line.get("reason")));
    }

    /// The ids of mails that are meant, the newest first. Confined to one thread.
    private static final class Roots {
        private final int limit;
        private final SequencedSet<String> found = new LinkedHashSet<>();
        private boolean more;
        private @Nullable Instant stoppedAt;

        Roots(int limit, String... found) {
            this.limit = limit;
            this.found.addAll(List.of(found));
        }

        boolean add(String root) {
            if (found.size() == limit && !found.contains(root)) {
                more = true;
                return false;
            }
            found.add(root);
            return true;
        }
    }
}
