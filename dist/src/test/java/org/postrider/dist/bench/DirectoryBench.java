package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.postrider.api.directory.Directory.Authentication;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.Directories;
import org.postrider.kernel.directory.QuotaConfig;

/// What very many users cost in the files of a home: arguments are a folder, and how many.
final class DirectoryBench {
    private static final Domain DOMAIN = Domain.parse("example.test");
    private static final int BATCH = 10_000;
    private static final int TRIES = 200;
    private final Path home;
    private final int users;
    private final Random random = new Random(1);

    private DirectoryBench(Path home, int users) {
        this.home = home;
        this.users = users;
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]).resolve("home");
        HomeCreator.create(home, "mx.example.test", DOMAIN.toString(), OptionalInt.of(0));
        new DirectoryBench(home, Integer.parseInt(arguments[1])).run();
    }

    private void run() throws Exception {
        StoredPassword password = Accounts.stored("secret");
        long begin = System.nanoTime();
        for (int from = 0; from < users; from += BATCH) {
            Map<MailAddress, User> batch = new LinkedHashMap<>();
            for (int i = from; i < Math.min(users, from + BATCH); i++) {
                batch.put(address(i), User.of(address(i), password));
            }
            accounts().addAll(DOMAIN, batch);
        }
        System.out.println("| what, of " + users + " users | |");
        System.out.println("| --- | --- |");
        row("added in batches of " + BATCH, seconds(begin));
        row("on the disk", megabytes(size(home.resolve("conf"))));
        begin = System.nanoTime();
        if (!PostriderServer.configCheck(home).isEmpty()) {
            throw new IllegalStateException("the configuration is not good");
        }
        row("all of the configuration checked, as a start does", seconds(begin));
        measureServer();
        begin = System.nanoTime();
        AtomicLong listed = new AtomicLong();
        accounts().each(DOMAIN, _ -> listed.incrementAndGet());
        row("listed by a command of its own", listed + " in " + seconds(begin));
    }

    private void measureServer() throws Exception {
        long before = used();
        Directories directories = new Directories(
                home.resolve("conf"),
                Map.of(),
                new ServerInfo(DOMAIN, DOMAIN, MailAddress.of("postmaster", DOMAIN), "1", home),
                Clock.systemUTC(),
                new QuotaConfig(Optional.empty(), Optional.empty(), Optional.empty(), 90));
        long[] first = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            MailAddress user = address(random.nextInt(users));
            long start = System.nanoTime();
            directories.find(user);
            first[i] = System.nanoTime() - start;
        }
        row("a user found by a server that has just started", shown(first));
        long begin = System.nanoTime();
        int found = directories.accounts().size();
        row("all read", found + " in " + seconds(begin));
        row("in memory", megabytes(used() - before));
        // The second time no hash is made.
        long[] logins = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            int user = random.nextInt(users);
            login(directories, user);
            logins[i] = login(directories, user);
        }
        row("log-in beyond the hash", shown(logins));
        long[] changes = new long[TRIES];
        long[] seen = new long[TRIES];
        for (int i = 0; i < TRIES; i++) {
            MailAddress user = address(random.nextInt(users));
            long start = System.nanoTime();
            accounts().enable(user, i % 2 == 0);
            changes[i] = System.nanoTime() - start;
            start = System.nanoTime();
            directories.find(user);
            seen[i] = System.nanoTime() - start;
        }
        row("a change by a command, without the start of its JVM", shown(changes));
        row("the next question of the server for that user", shown(seen));
    }

    private long login(Directories directories, int user) {
        long start = System.nanoTime();
        if (!(directories.authenticate(address(user).toString(), "secret") instanceof Authentication.Authenticated)) {
            throw new IllegalStateException(address(user) + " cannot log in");
        }
        return System.nanoTime() - start;
    }

    private Accounts accounts() throws Exception {
        return Accounts.ofFiles(home.resolve("conf"));
    }

    private static MailAddress address(int i) {
        return MailAddress.of("user" + i, DOMAIN);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void row(String what, String value) {
        System.out.println("| " + what + " | " + value + " |");
    }

    private static String seconds(long begin) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - begin) / 1e9);
    }

    private static String megabytes(long octets) {
        return octets / (1024 * 1024) + " MiB";
    }

    private static String shown(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "median %.2f ms, 99%% %.2f ms",
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6);
    }
}
