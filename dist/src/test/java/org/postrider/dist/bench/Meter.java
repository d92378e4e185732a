package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// CPU time and memory of a process and all its descendants, from `/proc`. CPU of children that have ended counts too,
/// because their parents have waited for them.
final class Meter {
    private static final double TICKS_PER_SECOND = 100;
    private static final long SAMPLE_MILLIS = 200;

    private final long pid;
    private final double cpuBefore;
    private final Thread sampler;
    private volatile boolean over;
    private volatile long peakKib;

    private Meter(long pid) throws IOException {
        this.pid = pid;
        this.cpuBefore = cpuSeconds(pid);
        this.sampler = Thread.ofPlatform().daemon().start(this::sample);
    }

    /// What was used since [Meter#start].
    ///
    /// @param peakMib highest proportional set size of the whole tree that was seen, in MiB
    record Reading(double cpuSeconds, double peakMib) {}

    static Meter start(long pid) throws IOException {
        return new Meter(pid);
    }

    Reading stop() throws IOException {
        over = true;
        try {
            sampler.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Reading(cpuSeconds(pid) - cpuBefore, peakKib / 1024.0);
    }

    /// Proportional set size now, in MiB.
    static double memoryMib(long pid) {
        return memoryKib(pid) / 1024.0;
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sample() {
        while (!over) {
            peakKib = Math.max(peakKib, memoryKib(pid));
            pause(SAMPLE_MILLIS);
        }
    }

    private static Stream<ProcessHandle> tree(long pid) {
        Optional<ProcessHandle> root = ProcessHandle.of(pid);
        return root.stream().flatMap(process -> Stream.concat(Stream.of(process), process.descendants()));
    }

    /// CPU time of the whole tree so far.
    static double cpuSeconds(long pid) throws IOException {
        double ticks = 0;
        for (ProcessHandle process : tree(pid).toList()) {
            ticks += ticks(process.pid());
        }
        return ticks / TICKS_PER_SECOND;
    }

    // proc(5): utime, stime, cutime and cstime are the fields 14 to 17; the name in field 2 may hold spaces.
    private static long ticks(long pid) throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        if (!Files.exists(stat)) {
            return 0;
        }
        String line = Files.readString(stat);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        long ticks = 0;
        for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks;
    }

    private static long memoryKib(long pid) {
        return tree(pid).mapToLong(process -> pssKib(process.pid())).sum();
    }

    private static long pssKib(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // It has ended meanwhile.
        }
    }
}
