package org.postrider.dist.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The table of what each step took on each server.
final class ImapTable {
    private final List<ImapTarget> targets;

    ImapTable(List<ImapTarget> targets) {
        this.targets = targets;
    }

    void head(String... first) {
        StringBuilder names = new StringBuilder("| " + String.join(" | ", first) + " |");
        for (ImapTarget target : targets) {
            String name = target.name();
            names.append(" %1$s first ms | then ms | CPU ms |".formatted(name));
        }
        names.append(targets.size() > 1 ? " times as fast |" : "");
        System.out.println(names);
        System.out.println("| --- "
                        .repeat((int) names.chars().filter(c -> c == '|').count() - 1) + "|");
    }

    /// Measures one after the other, and prints the row.
    void row(String what, int count, Step step) throws Exception {
        List<Run> runs = new ArrayList<>();
        for (ImapTarget target : targets) {
            runs.add(step.run(target));
        }
        StringBuilder row = new StringBuilder("| `" + what + "` | " + count + " |");
        for (Run run : runs) {
            row.append(" %.1f | %.1f | %.0f |".formatted(run.firstMillis(), run.thenMillis(), run.cpuMillis()));
        }
        if (runs.size() > 1) {
            double ratio = runs.getFirst().thenMillis() / runs.getLast().thenMillis();
            double first = runs.getFirst().firstMillis() / runs.getLast().firstMillis();
            row.append(" %.1f, first %.1f |".formatted(ratio, first));
        }
        System.out.println(row);
    }

    /// Measures one step on one server.
    @FunctionalInterface
    interface Step {
        Run run(ImapTarget target) throws Exception;
    }

    /// @param thenMillis the median of all runs but the first; of a single one, the same as `firstMillis`
    /// @param cpuMillis the server's, of a run in the mean
    record Run(double firstMillis, double thenMillis, double cpuMillis) {
        static Run all(ImapTarget target, int times, Work work) throws Exception {
            List<Double> millis = new ArrayList<>();
            Meter meter = Meter.start(target.pid());
            for (int i = 0; i < times; i++) {
                long begun = System.nanoTime();
                work.run();
                millis.add((System.nanoTime() - begun) / 1e6);
            }
            double cpu = 1000 * meter.stop().cpuSeconds() / times;
            List<Double> later = new ArrayList<>(times > 1 ? millis.subList(1, times) : millis);
            Collections.sort(later);
            return new Run(millis.getFirst(), later.get(later.size() / 2), cpu);
        }
    }

    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }
}
