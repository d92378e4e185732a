package org.postrider.dist.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.dist.server.UserAnswers;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.DirectoryChangeException;

/// Reads accounts from a CSV file: once to check it, once to add them in batches. Confined to one thread, which has
/// others hash passwords.
final class UserImport {
    private static final List<String> COLUMNS = List.of(
            "address", "password", "hash", "enabled", "storage", "messages", "mailboxes", "forward", "keepCopy");
    private static final int PROBLEMS_MAX = 1000;
    private static final int BAR_EVERY = 20;
    /// Added together. Passwords take their time: no more than those of half a minute are lost where it is broken
    /// off.
    private static final int PASSWORDS_MAX = 500;
    private static final int HASHES_MAX = 10_000;

    private final UserDesk desk;
    private final Path file;
    private final ProgressBar bar;
    private long total;

    UserImport(UserDesk desk, Path file, ProgressBar bar) {
        this.desk = desk;
        this.file = file;
        this.bar = bar;
    }

    record Summary(long added, long passedOver) {}

    /// One line of the file.
    ///
    /// @param password empty where it came as a hash
    private record Row(User user, Optional<String> password) {
        Domain domain() {
            return user.address().domain();
        }

        User hashed() throws DirectoryChangeException {
            return password.isPresent() ? user.withPassword(Accounts.stored(password.get())) : user;
        }

        /// Keeps the password's secret.
        @Override
        public String toString() {
            return user.address().toString();
        }
    }

    /// Everything that is wrong with the file, each with its line.
    List<String> check() throws IOException {
        List<String> problems = new ArrayList<>();
        Set<Domain> domains = new HashSet<>(desk.domains());
        Map<MailAddress, Long> seen = new HashMap<>();
        try (CSVParser parser = parser()) {
            checkColumns(parser.getHeaderNames(), problems);
            if (!problems.isEmpty()) {
                return problems;
            }
            for (CSVRecord line : parser) {
                total++;
                try {
                    MailAddress address = row(line).user().address();
                    if (!domains.contains(address.domain())) {
                        throw new IllegalArgumentException(address.domain()
                                + " is no local domain; add it first: postrider domain add " + address.domain());
                    }
                    Long first = seen.putIfAbsent(address, line.getRecordNumber() + 1);
                    if (first != null) {
                        throw new IllegalArgumentException(address + " stands in the file already, as record " + first);
                    }
                } catch (IllegalArgumentException | DirectoryChangeException e) {
                    problems.add(place(parser) + ": " + e.getMessage());
                }
                if (problems.size() >= PROBLEMS_MAX) {
                    return problems;
                }
            }
        } catch (UncheckedIOException e) {
            problems.add(file + ": this is no CSV: " + causeOf(e));
        } catch (CharacterCodingException e) {
            problems.add(file + ": the file is not UTF-8; save it in that encoding");
        }
        return problems;
    }

    private static String causeOf(UncheckedIOException e) {
        return e.getCause() instanceof CharacterCodingException
                ? "it is not UTF-8; save it in that encoding"
                : String.valueOf(e.getMessage());
    }

    private String place(CSVParser parser) {
        return file + ":" + parser.getCurrentLineNumber();
    }

    private void checkColumns(List<String> columns, List<String> problems) {
        for (String column : columns) {
            if (!COLUMNS.contains(column)) {
                problems.add(file + ":1: there is no column '" + column + "'; the columns are "
                        + String.join(", ", COLUMNS));
            }
        }
        if (!columns.contains("address") || (!columns.contains("password") && !columns.contains("hash"))) {
            problems.add(file + ":1: the first line names the columns: address, and password or hash");
        }
    }

    private CSVParser parser() throws IOException {
        Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        try {
            return CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .setIgnoreEmptyLines(true)
                    .setTrim(true)
                    .get()
                    .parse(reader);
        } catch (IllegalArgumentException e) {
            reader.close();
            throw new IOException(file + ":1: " + e.getMessage(), e);
        } catch (IOException e) {
            reader.close();
            throw e;
        }
    }

    private static Row row(CSVRecord line) throws DirectoryChangeException {
        if (!line.isConsistent()) {
            throw new IllegalArgumentException(
                    "the line has " + line.size() + " values, and the first line another number" + " of columns");
        }
        MailAddress address = value(line, "address")
                .map(UserImport::address)
                .orElseThrow(() -> new IllegalArgumentException("there is no address"));
        Optional<String> password = value(line, "password");
        Optional<String> hash = value(line, "hash");
        if (password.isPresent() == hash.isPresent()) {
            throw new IllegalArgumentException(
                    address + (hash.isPresent() ? " has both password and hash" : " has neither password nor hash"));
        }
        if (password.isPresent()) {
            Accounts.check(password.get());
        }
        StoredPassword stored = hash.isPresent() ? Accounts.hashed(hash.get()) : StoredPassword.of("");
        QuotaLimits limits = new QuotaLimits(
                value(line, "storage").map(ByteSize::parse), number(line, "messages"), number(line, "mailboxes"));
        List<MailAddress> forward = value(line, "forward").stream()
                .flatMap(all -> Arrays.stream(all.split(" +")))
                .map(UserImport::address)
                .toList();
        return new Row(
                new User(
                        new Account(address, flag(line, "enabled", true)),
                        Optional.of(stored),
                        limits,
                        forward.isEmpty() ? Forwarding.NONE : new Forwarding(forward, flag(line, "keepCopy", true))),
                password);
    }

    private static Optional<String> value(CSVRecord line, String column) {
        return line.isMapped(column) ? Optional.of(line.get(column)).filter(text -> !text.isEmpty()) : Optional.empty();
    }

    private static MailAddress address(String text) {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no address: " + e.getMessage(), e);
        }
    }

    private static Optional<Long> number(CSVRecord line, String column) {
        return value(line, column).map(text -> {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(column + ": '" + text + "' is no number", e);
            }
        });
    }

    private static boolean flag(CSVRecord line, String column, boolean otherwise) {
        return value(line, column)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException(column + " is true or false, not '" + text + "'");
                })
                .orElse(otherwise);
    }

    /// Adds who is not there yet. To be called after [#check] has found nothing.
    Summary run() throws Exception {
        Map<Domain, Set<MailAddress>> known = new HashMap<>();
        long added = 0;
        long done = 0;
        try (CSVParser parser = parser();
                ExecutorService hashing =
                        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            int batchMax = parser.getHeaderNames().contains("password") ? PASSWORDS_MAX : HASHES_MAX;
            List<Row> batch = new ArrayList<>();
            for (CSVRecord line : parser) {
                Row row = row(line);
                if (known(known, row.domain()).contains(row.user().address())) {
                    done++;
                    continue;
                }
                batch.add(row);
                if (batch.size() == batchMax) {
                    added += add(batch, hashing, done);
                    done += batch.size();
                    batch.clear();
                }
            }
            added += add(batch, hashing, done);
        } finally {
            bar.clear();
        }
        return new Summary(added, total - added);
    }

    private Set<MailAddress> known(Map<Domain, Set<MailAddress>> known, Domain domain) throws Exception {
        Set<MailAddress> users = known.get(domain);
        if (users == null) {
            Set<MailAddress> found = new HashSet<>();
            desk.each(domain, user -> found.add(MailAddress.parse(String.valueOf(user.get("address")))));
            known.put(domain, found);
            users = found;
        }
        return users;
    }

    private long add(List<Row> rows, ExecutorService hashing, long done) throws Exception {
        List<Future<User>> users = new ArrayList<>();
        for (Row row : rows) {
            users.add(hashing.submit(row::hashed));
        }
        Map<Domain, List<Map<String, Object>>> byDomain = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            User user = users.get(i).get();
            byDomain.computeIfAbsent(rows.get(i).domain(), _ -> new ArrayList<>())
                    .add(UserAnswers.allMembers(user));
            if (i % BAR_EVERY == 0) {
                bar.draw("users", done + i, total, "");
            }
        }
        long added = 0;
        for (Map.Entry<Domain, List<Map<String, Object>>> each : byDomain.entrySet()) {
            added += desk.addAll(each.getKey(), each.getValue());
        }
        bar.draw("users", done + rows.size(), total, "");
        return added;
    }
}
