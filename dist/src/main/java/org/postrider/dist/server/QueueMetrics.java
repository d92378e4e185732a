package org.postrider.dist.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postrider.kernel.metrics.ServerMetrics;
import org.postrider.kernel.queue.AgeHistogram;
import org.postrider.kernel.queue.MailQueue;

/// Shows the queue among the metrics: by age, and the destinations with most mail.
final class QueueMetrics {
    private static final int DESTINATIONS_MAX = 20;

    private QueueMetrics() {}

    static void show(ServerMetrics metrics, MailQueue queue) {
        metrics.shows(
                "queue_mails",
                "Mails that wait, by age: those younger than so many minutes and not in a smaller bucket.",
                "age",
                () -> ages(queue.histogram(0)));
        metrics.shows(
                "queue_destination_mails",
                "Mails that wait, for the " + DESTINATIONS_MAX + " destinations with most.",
                "destination",
                () -> destinations(queue.histogram(DESTINATIONS_MAX)));
    }

    private static Map<String, Double> ages(AgeHistogram histogram) {
        List<Duration> limits = histogram.limits();
        List<Long> counts = histogram.total().counts();
        Map<String, Double> ages = new LinkedHashMap<>();
        for (int i = 0; i < counts.size(); i++) {
            ages.put(
                    i < limits.size() ? String.valueOf(limits.get(i).toMinutes()) : "older",
                    counts.get(i).doubleValue());
        }
        return ages;
    }

    private static Map<String, Double> destinations(AgeHistogram histogram) {
        Map<String, Double> destinations = new LinkedHashMap<>();
        histogram.rows().forEach(row -> destinations.put(row.destination(), (double) row.mails()));
        return destinations;
    }
}
