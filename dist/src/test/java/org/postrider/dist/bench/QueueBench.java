package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a server starts with a very long queue: time until all ports greet, memory, and what it can do then. Prints
/// Markdown.
final class QueueBench {
    private static final int STARTS = 3;
    private static final int SETTLED_MILLIS = 5_000;

    private final Path distribution;
    private final Path work;
    private final int mails;

    private QueueBench(Path distribution, Path work, int mails) {
        this.distribution = distribution;
        this.work = work;
        this.mails = mails;
    }

    /// @param args the distribution's folder, a folder for data, how many mails wait
    public static void main(String[] args) throws IOException {
        new QueueBench(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath(), Integer.parseInt(args[2]))
                .run();
    }

    private void run() throws IOException {
        Path home = work.resolve("home");
        if (Files.notExists(home)) {
            make(home);
        }
        System.out.println(
                "| start | until all ports greet | CPU until then s | heap in use MiB | memory (PSS) MiB | 100 mails accepted"
                        + " and delivered s | `queue list --limit 100` s | `queue histogram` s | stop s |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (int i = 1; i <= STARTS; i++) {
            PostriderTarget target = PostriderTarget.start(distribution, home);
            try {
                measure(i, target, home);
            } finally {
                target.close();
            }
        }
    }

    private void make(Path home) throws IOException {
        PostriderTarget.create(distribution, Files.createDirectories(work)).close();
        Path server = home.resolve("conf/server.xml");
        Files.writeString(
                server,
                Files.readString(server)
                        .replace("</server>", "<spool><mailsMax>" + 2 * mails + "</mailsMax></spool></server>"));
        long begun = System.nanoTime();
        QueueMaker.fill(home.resolve("spool"), mails);
        System.out.printf(
                "## %,d deferred mails%n%nMade in %.0f s; the spool has %d MB.%n%n",
                mails, seconds(begun), octets(home.resolve("spool")) / 1_000_000);
    }

    private void measure(int start, PostriderTarget target, Path home) throws IOException {
        double cpu = Meter.cpuSeconds(target.pid());
        Meter.pause(SETTLED_MILLIS);
        double memory = Meter.memoryMib(target.pid());
        double heap = heapMib(target.pid());
        long before = target.delivered();
        long begun = System.nanoTime();
        new SmtpLoad(100, 10_000, 5, 20).run(target.smtpPort());
        while (target.delivered() < before + 100) {
            Meter.pause(5);
        }
        double delivered = seconds(begun);
        double list = command(home, "queue", "list", "--limit", "100");
        double histogram = command(home, "queue", "histogram");
        begun = System.nanoTime();
        target.close();
        System.out.printf(
                "| %d | %.1f s | %.1f | %.0f | %.0f | %.2f | %.2f | %.2f | %.1f |%n",
                start,
                target.startTime().toMillis() / 1000.0,
                cpu,
                heap,
                memory,
                delivered,
                list,
                histogram,
                seconds(begun));
    }

    private double command(Path home, String... words) throws IOException {
        List<String> command = new java.util.ArrayList<>(
                List.of(distribution.resolve("bin/postrider").toString(), "--home", home.toString()));
        command.addAll(List.of(words));
        long begun = System.nanoTime();
        Programs.run(command, "");
        return seconds(begun);
    }

    // What is left after a collection.
    private static double heapMib(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        Programs.run(List.of(jcmd, Long.toString(pid), "GC.run"), "");
        String info = Programs.run(List.of(jcmd, Long.toString(pid), "GC.heap_info"), "");
        Matcher used = Pattern.compile("total \\d+K, used (\\d+)K").matcher(info);
        long kib = 0;
        while (used.find()) {
            kib += Long.parseLong(used.group(1));
        }
        return kib / 1024.0;
    }

    private static long octets(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
