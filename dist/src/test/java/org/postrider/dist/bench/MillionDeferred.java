package org.postrider.dist.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.store.AccountStore;
import org.postrider.api.store.MailStore;
import org.postrider.api.transport.Route;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;

/// A restart with very many deferred messages: how long until all ports greet, and how much heap they need. Started by
/// `dist/bench --deferred COUNT`.
final class MillionDeferred {
    private static final long SEGMENT_OCTETS = 64L * 1024 * 1024;
    private static final int CHECKPOINT_EACH = 20_000;
    private static final int DOMAINS = 10_000;
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private MillionDeferred() {}

    /// @param args the distribution's folder, a folder for data, how many messages, their size in octets
    public static void main(String[] args) throws IOException {
        Path distribution = Path.of(args[0]).toAbsolutePath();
        Path work = Path.of(args[1]).toAbsolutePath();
        int count = Integer.parseInt(args[2]);
        int octets = Integer.parseInt(args[3]);
        PostriderTarget target = PostriderTarget.create(distribution, work);
        target.close();
        Path spool = work.resolve("home/spool");
        long begun = System.nanoTime();
        fill(spool, count, octets);
        System.out.printf(
                "%d deferred messages of %d octets written in %.0f s; journal %.0f MiB, packs %.0f MiB%n%n",
                count,
                octets,
                (System.nanoTime() - begun) / 1e9,
                mebibytes(spool, "journal"),
                mebibytes(spool, "content"));
        System.out.println(
                "| messages | start until all ports greet s | live heap MiB | queue list --json s | PSS MiB |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (int round = 0; round < 3; round++) {
            target = target.again(distribution);
            try {
                double seconds = target.startTime().toMillis() / 1000.0;
                double heap = liveHeapMebibytes(target.pid());
                long listed = System.nanoTime();
                int lines = list(distribution, work.resolve("home"));
                double listSeconds = (System.nanoTime() - listed) / 1e9;
                if (lines < count) {
                    throw new IOException("the queue lists only " + lines);
                }
                System.out.printf(
                        "| %d | %.1f | %.0f | %.1f | %.0f |%n",
                        count, seconds, heap, listSeconds, Meter.memoryMib(target.pid()));
            } finally {
                target.close();
            }
        }
    }

    private static void fill(Path spool, int count, int octets) throws IOException {
        Instant now = Instant.now();
        byte[] body = "An ordinary line of an ordinary message, which is not read at a restart.\r\n"
                .repeat(octets / 74 + 1)
                .substring(0, octets)
                .getBytes(StandardCharsets.US_ASCII);
        MailStore nothingToSync = new MailStore() {
            @Override
            public AccountStore account(MailAddress account) {
                throw new IllegalStateException("not asked");
            }

            @Override
            public AutoCloseable watch(StoreListener listener) {
                throw new IllegalStateException("not asked");
            }

            @Override
            public void checkpoint() {
                // Nothing is delivered here.
            }
        };
        try (JournalLedger ledger = JournalLedger.open(spool, SEGMENT_OCTETS)) {
            MailId seed = new MailId("BENCH");
            Entry first = entry(seed, 0, body, now);
            ledger.accept(first, () -> {});
            for (int from = 0; from < count; from += 1000) {
                List<Entry> some = new ArrayList<>();
                for (int i = from; i < Math.min(count, from + 1000); i++) {
                    some.add(entry(new MailId("0DEFERRED%010d".formatted(i)), i, body, now));
                }
                some.add(first);
                ledger.replace(seed, some, List.of());
                if (from % CHECKPOINT_EACH == 0) {
                    ledger.checkpoint(nothingToSync);
                }
            }
            ledger.replace(seed, List.of(), List.of());
            ledger.checkpoint(nothingToSync);
        }
    }

    private static Entry entry(MailId id, int number, byte[] body, Instant now) {
        Envelope envelope = Envelope.of(
                ReversePath.of(MailAddress.parse("sender" + number % 1000 + "@example.test")),
                List.of(Recipient.of(MailAddress.parse("user" + number + "@domain" + number % DOMAINS + ".example"))));
        Mail mail = new Mail(id, envelope, Message.of(Content.of(body)), Origin.local(now), Map.of());
        Entry entry = Entry.due(mail, new Stage.Relaying(Route.BY_MX), now);
        Reply reply = Reply.of(451, "4.4.1", "No connection to mx.domain.example: Connection timed out");
        return entry.deferred(mail, now.plus(Duration.ofHours(4)), reply, Optional.of(now), Map.of());
    }

    // After a full collection: what is reachable.
    private static double liveHeapMebibytes(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        double heap = 0;
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                Matcher matcher = TOTAL.matcher(line);
                if (matcher.find()) {
                    heap = Long.parseLong(matcher.group(1)) / 1024.0 / 1024.0;
                }
            }
        }
        return heap;
    }

    private static int list(Path distribution, Path home) throws IOException {
        Path out = home.resolve("list.json");
        Process process = new ProcessBuilder(
                        distribution.resolve("bin/postrider").toString(),
                        "--home",
                        home.toString(),
                        "queue",
                        "list",
                        "--json")
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IOException("the list took too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int count = 0;
        try (BufferedReader in = Files.newBufferedReader(out)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                count += line.contains("\"id\"") ? 1 : 0;
            }
        }
        return count;
    }

    private static double mebibytes(Path spool, String folder) throws IOException {
        try (Stream<Path> files = Files.walk(spool.resolve(folder))) {
            long octets = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                octets += Files.size(file);
            }
            return octets / 1024.0 / 1024.0;
        }
    }
}
