package org.postrider.dist.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.ByteSize;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.history.HistoryConfig;
import org.postrider.kernel.history.HistorySearch;
import org.postrider.kernel.history.HistorySearch.Question;
import org.postrider.kernel.history.MailHistory;
import org.postrider.kernel.pipeline.WayStep;

/// What it costs to keep what happens to mails, and how soon a question is answered. Prints Markdown.
///
/// Each mail makes three lines: received, processed with seven steps, delivered. They are those of a month.
final class HistoryBench {
    private static final int LINES_PER_MAIL = 3;
    private static final int BATCH = 2000;
    private static final List<WayStep> STEPS = Stream.of(
                    "root[1] UseHeaderRecipients",
                    "root[2] RecipientToLowerCase",
                    "root[4] AddDeliveredToHeader",
                    "transport[1] SetMailAttribute",
                    "transport[3] RecipientRewriteTable",
                    "transport[6] WithPriority",
                    "transport[9] LocalDelivery")
            .map(name -> new WayStep(
                    name,
                    "RecipientIsLocal",
                    List.of(),
                    List.of(),
                    List.of("message"),
                    List.of(),
                    List.of(),
                    Optional.empty()))
            .toList();

    private final SplittableRandom random = new SplittableRandom(1);
    private final List<MailAddress> senders = addresses(100_000, "sender", "example.net");
    private final List<MailAddress> users = addresses(10_000, "user", "example.org");

    // The month before now.
    private final long begin = System.currentTimeMillis() - Duration.ofDays(30).toMillis();
    private long now = begin;

    private HistoryBench() {}

    /// @param args a folder, how many lines
    public static void main(String[] args) throws Exception {
        new HistoryBench().run(Path.of(args[0]).resolve("history"), Long.parseLong(args[1]));
    }

    private void run(Path folder, long lines) throws IOException {
        MailHistory history = new MailHistory(
                new HistoryConfig(Duration.ofDays(60), new ByteSize(64L << 30), true),
                folder,
                () -> Instant.ofEpochMilli(now));
        history.start();
        long told = 0;
        long step = Duration.ofDays(30).toMillis() / (lines / LINES_PER_MAIL);
        long cpuBefore = cpuNanos();
        long started = System.nanoTime();
        long mails = lines / LINES_PER_MAIL;
        for (long i = 0; i < mails; ) {
            List<Mail> batch = new ArrayList<>();
            for (int j = 0; j < BATCH && i < mails; j++, i++) {
                now += step;
                batch.add(mail(now));
            }
            long before = System.nanoTime();
            batch.forEach(mail -> tell(history, mail));
            told += System.nanoTime() - before;
            history.flush();
        }
        long took = System.nanoTime() - started;
        long cpu = cpuNanos() - cpuBefore;
        history.stop();
        System.out.printf("%n## History%n%n%,d lines of %,d mails.%n%n| | |%n| --- | --- |%n", lines, mails);
        row("told by the thread that carries the mail", "%.2f µs a mail", told / 1000.0 / mails);
        row("CPU in all, with making these mails", "%.1f µs a mail", cpu / 1000.0 / mails);
        row("written", "%,.0f lines a second", lines * 1e9 / took);
        row("on the disk", "%.1f MiB", size(folder, "") / 1048576.0);
        row("of that indexes", "%.1f MiB", size(folder, ".index") / 1048576.0);
        row("on the disk", "%.0f octets a mail", (double) size(folder, "") / mails);
        ask(folder, "by id, the oldest", question(id(begin + step), null, null));
        ask(folder, "by id, of the middle", question(id(begin + mails / 2 * step), null, null));
        ask(folder, "by id that there is not", question(id(begin + 1), null, null));
        ask(
                folder,
                "the newest ten of a sender",
                question(null, senders.getFirst().toString(), null));
        ask(
                folder,
                "the newest ten to a user",
                question(null, null, users.getFirst().toString()));
        ask(folder, "a sender that there is not", question(null, "nobody@example.com", null));
        ask(
                folder,
                "a sender and a user",
                question(null, senders.get(7).toString(), users.get(7).toString()));
    }

    private void tell(MailHistory history, Mail mail) {
        history.record(new MailEvent.Received(mail.id(), mail.envelope(), mail.origin(), 12_345));
        history.processed(mail, STEPS);
        history.record(
                new MailEvent.Delivered(mail.id(), mail.recipients().getFirst().address(), "INBOX"));
    }

    private Mail mail(long millis) {
        MailAddress from = senders.get(random.nextInt(senders.size()));
        Recipient to = Recipient.of(users.get(random.nextInt(users.size())));
        Origin origin = new Origin(
                "ESMTPS",
                "smtp",
                Optional.of(InetAddress.ofLiteral("192.0.2." + random.nextInt(256))),
                "mx" + random.nextInt(1000) + ".example.net",
                Optional.empty(),
                false,
                Instant.ofEpochMilli(millis));
        Envelope envelope = Envelope.of(new ReversePath(Optional.of(from)), List.of(to));
        return new Mail(new MailId(id(millis)), envelope, Message.of(Content.of(new byte[0])), origin, Map.of());
    }

    // As the spool makes them: the time, a counter, chance.
    private static String id(long millis) {
        StringBuilder id = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 5) {
            id.append("0123456789ABCDEFGHJKMNPQRSTVWXYZ".charAt((int) (millis >>> shift) & 31));
        }
        return id.append("0006E56").toString();
    }

    private static void ask(Path folder, String what, Question question) throws IOException {
        HistorySearch search = new HistorySearch(folder);
        long first = System.nanoTime();
        int found = search.find(question).mails().size();
        long second = System.nanoTime();
        long cpu = cpuNanos();
        search.find(question);
        row(
                what,
                "%.0f ms, then %.0f ms, of which %.0f ms CPU; %d mails",
                (second - first) / 1e6,
                (System.nanoTime() - second) / 1e6,
                (cpuNanos() - cpu) / 1e6,
                found);
    }

    private static Question question(@Nullable String id, @Nullable String from, @Nullable String to) {
        return new Question(
                Optional.ofNullable(id),
                Optional.ofNullable(from),
                Optional.ofNullable(to),
                Optional.empty(),
                Optional.empty(),
                10);
    }

    private static void row(String what, String format, Object... values) {
        System.out.println("| " + what + " | " + String.format(Locale.ROOT, format, values) + " |");
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long size(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .mapToLong(HistoryBench::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<MailAddress> addresses(int count, String name, String domain) {
        List<MailAddress> addresses = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            addresses.add(MailAddress.parse(name + i + "@" + domain));
        }
        return addresses;
    }
}
