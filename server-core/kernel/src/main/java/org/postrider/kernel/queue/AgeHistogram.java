package org.postrider.kernel.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postrider.kernel.ledger.Waiting;

/// How much mail waits for each destination, and how old it is.
///
/// @param limits the upper bounds of all ages but the last, which has none
/// @param total of all destinations
/// @param rows those with most mail, the first
public record AgeHistogram(List<Duration> limits, Row total, List<Row> rows) {
    private static final List<Duration> LIMITS = Stream.of(5, 10, 20, 40, 80, 160, 320, 640, 1280)
            .map(Duration::ofMinutes)
            .toList();

    public AgeHistogram {
        limits = List.copyOf(limits);
        rows = List.copyOf(rows);
    }

    /// @param counts for each age
    public record Row(String destination, long mails, List<Long> counts) {
        public Row {
            counts = List.copyOf(counts);
        }
    }

    static AgeHistogram of(Stream<Waiting> mails, Instant now, int rowsMax) {
        Map<String, long[]> counts = new HashMap<>();
        long[] total = new long[LIMITS.size() + 1];
        mails.forEach(mail -> {
            int age = age(mail, now);
            counts.computeIfAbsent(mail.destination(), _ -> new long[LIMITS.size() + 1])[age]++;
            total[age]++;
        });
        List<Row> rows = counts.entrySet().stream()
                .map(each -> row(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingLong(Row::mails).reversed().thenComparing(Row::destination))
                .limit(rowsMax)
                .toList();
        return new AgeHistogram(LIMITS, row("TOTAL", total), rows);
    }

    private static int age(Waiting mail, Instant now) {
        Duration age = Duration.ofMillis(now.toEpochMilli() - mail.since());
        return IntStream.range(0, LIMITS.size())
                .filter(i -> age.compareTo(LIMITS.get(i)) < 0)
                .findFirst()
                .orElse(LIMITS.size());
    }

    private static Row row(String destination, long[] counts) {
        List<Long> all = Arrays.stream(counts).boxed().toList();
        return new Row(destination, all.stream().mapToLong(Long::longValue).sum(), all);
    }
}
