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
import java.util.function.IntSupplier;
import java.util.function.ToDoubleFunction;
import org.postrider.dist.sink.MailSink;

/// The way through a server: SMTP in, SMTP out to a sink that throws everything away, beside Postfix in the same run.
/// Prints Markdown.
final class RelayBench {
    private static final int WARM_UPS = 5;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final int rounds;
    private final double scale;

    private RelayBench(int rounds, double scale) {
        this.rounds = rounds;
        this.scale = scale;
    }

    /// @param args the distribution's folder, a folder for data, rounds, whether to measure Postfix too, and a factor
    ///     for the numbers of messages
    public static void main(String[] args) throws IOException {
        Path distribution = Path.of(args[0]).toAbsolutePath();
        Path work = Path.of(args[1]).toAbsolutePath();
        RelayBench bench = new RelayBench(Integer.parseInt(args[2]), Double.parseDouble(args[4]));
        boolean withPeer = Boolean.parseBoolean(args[3]);
        try (MailSink ours = MailSink.start();
                MailSink theirs = MailSink.start();
                PostriderTarget postrider =
                        PostriderTarget.relay(distribution, Files.createDirectories(work), ours.port())) {
            List<Relay> relays = new ArrayList<>();
            relays.add(new Relay("Postrider", postrider.smtpPort(), postrider.pid(), ours::messages));
            if (!withPeer) {
                bench.run(relays);
                return;
            }
            try (PostfixTarget postfix =
                    PostfixTarget.relay(Files.createDirectories(work.resolve("postfix")), theirs.port())) {
                relays.add(new Relay("Postfix", postfix.smtpPort(), postfix.pid(), theirs::messages));
                bench.run(relays);
            }
        }
    }

    private void run(List<Relay> relays) throws IOException {
        for (int i = 0; i < WARM_UPS; i++) {
            for (Relay relay : relays) {
                measure(relay, load(50, 3000));
            }
        }
        System.out.printf(
                "## Relay: SMTP in, SMTP out%n%n10 kB messages; medians of %d rounds, the servers in turn.%n%n",
                rounds);
        System.out.println(
                "| sessions | messages each | server | accepted/s | relayed/s | CPU ms/message | p99 ms | peak MiB |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (int sessions : List.of(10, 50)) {
            SmtpLoad load = load(sessions, 5000);
            Map<Relay, List<Result>> results = new LinkedHashMap<>();
            for (int round = 0; round < rounds; round++) {
                for (Relay relay : round % 2 == 0 ? relays : relays.reversed()) {
                    results.computeIfAbsent(relay, _ -> new ArrayList<>()).add(measure(relay, load));
                }
            }
            for (Relay relay : relays) {
                print(load, relay.name(), median(results.getOrDefault(relay, List.of())));
            }
            if (relays.size() > 1) {
                Result ours = median(results.getOrDefault(relays.getFirst(), List.of()));
                Result theirs = median(results.getOrDefault(relays.getLast(), List.of()));
                print(load, "**ratio**", ours.dividedBy(theirs));
            }
        }
    }

    private SmtpLoad load(int sessions, int messages) {
        return new SmtpLoad(Math.max(20, (int) (messages * scale)), 10_000, sessions, 20, "far.test");
    }

    private static Result measure(Relay relay, SmtpLoad load) throws IOException {
        int before = relay.taken().getAsInt();
        Meter meter = Meter.start(relay.pid());
        long begun = System.nanoTime();
        SmtpLoad.Accepted accepted = load.run(relay.port());
        while (relay.taken().getAsInt() < before + load.messages()) {
            if (System.nanoTime() - begun > LIMIT.toNanos()) {
                throw new IOException(
                        relay.name() + " relayed only " + (relay.taken().getAsInt() - before));
            }
            Meter.pause(5);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Meter.Reading used = meter.stop();
        int count = load.messages();
        return new Result(
                count / accepted.acceptSeconds(),
                count / seconds,
                1000 * used.cpuSeconds() / count,
                accepted.p99Millis(),
                used.peakMib());
    }

    private static void print(SmtpLoad load, String name, Result result) {
        System.out.printf(
                "| %d | %d | %s | %s | %s | %.2f | %.2f | %.1f |%n",
                load.sessions(),
                load.perSession(),
                name,
                rate(result.acceptedPerSecond()),
                rate(result.relayedPerSecond()),
                result.cpuMillis(),
                result.p99Millis(),
                result.peakMib());
    }

    private static String rate(double value) {
        return (value < 100 ? "%.1f" : "%.0f").formatted(value);
    }

    private static Result median(List<Result> results) {
        return new Result(
                median(results, Result::acceptedPerSecond),
                median(results, Result::relayedPerSecond),
                median(results, Result::cpuMillis),
                median(results, Result::p99Millis),
                median(results, Result::peakMib));
    }

    private static double median(List<Result> results, ToDoubleFunction<Result> value) {
        double[] sorted = results.stream().mapToDouble(value).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }

    /// @param taken how many messages have come out of it
    private record Relay(String name, int port, long pid, IntSupplier taken) {}

    /// One run of one load.
    private record Result(
            double acceptedPerSecond, double relayedPerSecond, double cpuMillis, double p99Millis, double peakMib) {
        Result dividedBy(Result other) {
            return new Result(
                    acceptedPerSecond / other.acceptedPerSecond,
                    relayedPerSecond / other.relayedPerSecond,
                    cpuMillis / other.cpuMillis,
                    p99Millis / other.p99Millis,
                    peakMib / other.peakMib);
        }
    }
}
