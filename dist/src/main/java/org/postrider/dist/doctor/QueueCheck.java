package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.postrider.kernel.control.ControlException;

/// Whether mail waits for long.
final class QueueCheck implements Check {
    /// One of the bounds of the histogram.
    private static final Duration LONG = Duration.ofMinutes(320);

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        try {
            Optional<Map<String, Object>> answer = patient.server().ask("queue-histogram", Map.of("limit", 20));
            return answer.isPresent()
                    ? waiting(answer.get())
                    : stopped(patient.settings().spool());
        } catch (ControlException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static List<Finding> stopped(Path spool) throws IOException {
        if (!Files.isDirectory(spool)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool)) {
            long count = files.count();
            return List.of(Finding.note(
                    "the server is stopped; " + spool + " has " + count + " files, perhaps with mail that waits",
                    "postrider start, and look again"));
        }
    }

    private static List<Finding> waiting(Map<String, Object> histogram) {
        List<Long> minutes = numbers(histogram.get("minutes"));
        List<Finding> findings = new ArrayList<>();
        long all = 0;
        if (histogram.get("destinations") instanceof List<?> rows) {
            for (Object row : rows) {
                if (row instanceof Map<?, ?> members) {
                    old(minutes, members).ifPresent(findings::add);
                }
            }
        }
        if (histogram.get("total") instanceof Map<?, ?> total && total.get("mails") instanceof Number mails) {
            all = mails.longValue();
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    all == 0 ? "no mail waits" : all + " mails wait, none longer than " + LONG.toHours() + " hours"));
        }
        return findings;
    }

    // The counts stand for up to each limit, and the last for what is older than all.
    private static Optional<Finding> old(List<Long> minutes, Map<?, ?> row) {
        List<Long> counts = numbers(row.get("counts"));
        long old = 0;
        for (int i = 0; i < counts.size(); i++) {
            if (i > 0 && i <= minutes.size() && minutes.get(i - 1) >= LONG.toMinutes()) {
                old += counts.get(i);
            }
        }
        Object destination = row.get("destination");
        return old == 0
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        old + " mails for " + destination + " have waited for more than " + LONG.toHours() + " hours",
                        "see why: postrider queue why --destination " + destination));
    }

    private static List<Long> numbers(@org.jspecify.annotations.Nullable Object list) {
        return list instanceof List<?> all
                ? all.stream()
                        .filter(Number.class::isInstance)
                        .map(each -> ((Number) each).longValue())
                        .toList()
                : List.of();
    }
}
