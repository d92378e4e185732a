package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// The benchmark: start, SMTP in to Maildir beside Postfix, IMAP reads. Prints Markdown.
final class Bench {
    private static final int WARM_UPS = 4;
    private static final int STARTS = 5;
    private static final Duration DELIVERY_LIMIT = Duration.ofMinutes(5);

    private final Path distribution;
    private final Path work;
    private final int rounds;
    private final boolean withPeer;
    private final double scale;

    private Bench(Path distribution, Path work, int rounds, boolean withPeer, double scale) {
        this.distribution = distribution;
        this.work = work;
        this.rounds = rounds;
        this.withPeer = withPeer;
        this.scale = scale;
    }

    /// @param args the distribution's folder, a folder for data, rounds, whether to measure Postfix too, and a factor
    /// for
    ///     the numbers of messages
    public static void main(String[] args) throws IOException {
        new Bench(
                        Path.of(args[0]).toAbsolutePath(),
                        Path.of(args[1]).toAbsolutePath(),
                        Integer.parseInt(args[2]),
                        Boolean.parseBoolean(args[3]),
                        Double.parseDouble(args[4]))
                .run();
    }

    private void run() throws IOException {
        List<Target> targets = new ArrayList<>();
        try {
            PostriderTarget postrider = started();
            targets.add(postrider);
            if (withPeer) {
                targets.add(PostfixTarget.create(Files.createDirectories(work.resolve("postfix"))));
            }
            smtp(targets);
            imap(postrider);
        } finally {
            targets.forEach(Target::close);
        }
    }

    private PostriderTarget started() throws IOException {
        PostriderTarget target = PostriderTarget.create(distribution, Files.createDirectories(work));
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            target.close();
            target = target.again(distribution);
            seconds.add(target.startTime().toMillis() / 1000.0);
        }
        Meter.pause(3000);
        System.out.printf(
                "## Start%n%nStart until all ports greet: %.2f s (median of %d), memory then: %.0f MiB%n%n",
                median(seconds), STARTS, Meter.memoryMib(target.pid()));
        return target;
    }

    private void smtp(List<Target> targets) throws IOException {
        SmtpLoad warmUp = new SmtpLoad(scaled(1500), 2_000, 10, 20);
        for (int i = 0; i < WARM_UPS; i++) {
            for (Target target : targets) {
                measure(target, warmUp);
            }
        }
        System.out.printf("## SMTP in to Maildir%n%nMedians of %d rounds, the servers in turn.%n%n", rounds);
        System.out.println(
                "| size | sessions | messages each | server | accepted/s | delivered/s | CPU ms/message | p99 ms | peak MiB |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (SmtpLoad load : loads()) {
            Map<Target, List<Result>> results = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Target target : round % 2 == 0 ? targets : targets.reversed()) {
                    results.computeIfAbsent(target, _ -> new ArrayList<>()).add(measure(target, load));
                }
            }
            targets.forEach(target -> print(load, target.name(), results.getOrDefault(target, List.of())));
            if (targets.size() > 1) {
                printRatio(load, results.values().stream().toList());
            }
        }
        System.out.println();
    }

    private List<SmtpLoad> loads() {
        return List.of(
                new SmtpLoad(scaled(500), 2_000, 1, 20),
                new SmtpLoad(scaled(2000), 2_000, 10, 1),
                new SmtpLoad(scaled(3000), 10_000, 10, 20),
                new SmtpLoad(scaled(3000), 10_000, 50, 20),
                new SmtpLoad(scaled(200), 1_000_000, 10, 20));
    }

    private int scaled(int count) {
        return Math.max(20, (int) (count * scale));
    }

    private static Result measure(Target target, SmtpLoad load) throws IOException {
        long before = target.delivered();
        Meter meter = Meter.start(target.pid());
        long begun = System.nanoTime();
        SmtpLoad.Accepted accepted = load.run(target.smtpPort());
        while (target.delivered() < before + load.messages()) {
            if (System.nanoTime() - begun > DELIVERY_LIMIT.toNanos()) {
                throw new IOException(target.name() + " delivered only " + (target.delivered() - before));
            }
            Meter.pause(20);
        }
        double delivered = (System.nanoTime() - begun) / 1e9;
        Meter.Reading used = meter.stop();
        int count = load.messages();
        return new Result(
                count / accepted.acceptSeconds(),
                count / delivered,
                1000 * used.cpuSeconds() / count,
                accepted.p99Millis(),
                used.peakMib());
    }

    private static void print(SmtpLoad load, String name, List<Result> results) {
        System.out.printf(
                "| %d kB | %d | %d | %s | %.0f | %.0f | %.2f | %.1f | %.0f |%n",
                load.octets() / 1000,
                load.sessions(),
                load.perSession(),
                name,
                median(results, Result::acceptedPerSecond),
                median(results, Result::deliveredPerSecond),
                median(results, Result::cpuMillis),
                median(results, Result::p99Millis),
                median(results, Result::peakMib));
    }

    private static void printRatio(SmtpLoad load, List<List<Result>> results) {
        List<Result> ours = results.getFirst();
        List<Result> theirs = results.getLast();
        System.out.printf(
                "| %d kB | %d | %d | **ratio** | %.1f | %.1f | %.2f | %.2f | %.2f |%n",
                load.octets() / 1000,
                load.sessions(),
                load.perSession(),
                median(ours, Result::acceptedPerSecond) / median(theirs, Result::acceptedPerSecond),
                median(ours, Result::deliveredPerSecond) / median(theirs, Result::deliveredPerSecond),
                median(ours, Result::cpuMillis) / median(theirs, Result::cpuMillis),
                median(ours, Result::p99Millis) / median(theirs, Result::p99Millis),
                median(ours, Result::peakMib) / median(theirs, Result::peakMib));
    }

    private void imap(PostriderTarget target) throws IOException {
        System.out.printf("## IMAP reads%n%nOne session; the first time, and the median of %d more.%n%n", rounds);
        System.out.println("| command | messages | first ms | then ms | CPU ms |");
        System.out.println("| --- | --- | --- | --- | --- |");
        try (ImapClient reads = ImapClient.login(target.imapPort(), ImapTarget.user(0), ImapTarget.PASSWORD)) {
            String messages = reads.command("STATUS INBOX (MESSAGES)").replaceAll("\\D", "");
            for (String command : List.of(
                    "SELECT INBOX",
                    "UID FETCH 1:* (FLAGS)",
                    "FETCH 1:* (ENVELOPE)",
                    "FETCH 1:* (BODYSTRUCTURE)",
                    "FETCH 1:* (BODY.PEEK[])",
                    "SEARCH SUBJECT \"benchmark\"",
                    "SEARCH TEXT \"nothing in many words\"",
                    "SEARCH BODY \"nobody wrote this\"")) {
                time(target, reads, command, messages);
            }
            System.out.printf("%nRead in all: %d MB%n", reads.octets() / 1_000_000);
        }
    }

    private void time(PostriderTarget target, ImapClient reads, String command, String messages) throws IOException {
        List<Double> millis = new ArrayList<>();
        Meter meter = Meter.start(target.pid());
        for (int i = 0; i <= rounds; i++) {
            long begun = System.nanoTime();
            reads.command(command);
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        double cpu = 1000 * meter.stop().cpuSeconds() / (rounds + 1);
        System.out.printf(
                "| `%s` | %s | %.1f | %.1f | %.0f |%n",
                command, messages, millis.getFirst(), median(millis.subList(1, millis.size())), cpu);
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> value) {
        return median(results.stream().mapToDouble(value).boxed().toList());
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /// One run of one load.
    private record Result(
            double acceptedPerSecond, double deliveredPerSecond, double cpuMillis, double p99Millis, double peakMib) {}
}
