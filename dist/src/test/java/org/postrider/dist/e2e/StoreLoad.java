package org.postrider.dist.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postrider.dist.e2e.CrashMessage.Kind;
import org.postrider.dist.e2e.CrashMessage.Open;
import org.postrider.dist.e2e.CrashMessage.Place;

/// One client of several that work in the same mailboxes, each with messages of its own, and what it was answered.
/// Confined to a thread at a time.
final class StoreLoad {
    static final List<String> MAILBOXES = List.of("INBOX", "Work", "Old");

    private static final int TOUCHED_MAX = 6;
    private static final int KEYWORDS = 40; // more than have a letter in a file's name
    private static final Pattern APPENDUID = Pattern.compile("\\[APPENDUID \\d+ (\\d+)]");
    private static final Pattern COPYUID = Pattern.compile("\\[COPYUID \\d+ ([0-9:,]+) ([0-9:,]+)]");

    private final String name;
    private final Random random;
    private final Map<Place, CrashMessage> messages = new LinkedHashMap<>();
    private Open open = Open.NONE;
    private String selected = "";
    private int made;
    private long answered;

    StoreLoad(String name, long seed) {
        this.name = name;
        this.random = new Random(seed);
    }

    /// Works until the server is gone.
    ///
    /// @param ready counted down where it begins to work
    /// @return a sentence where a command failed that should not
    Optional<String> run(int port, CountDownLatch ready, AtomicBoolean over) {
        selected = "";
        try (ImapClient imap = new ImapClient(port)) {
            imap.login("bob@example.test", TestServer.PASSWORD);
            ready.countDown();
            while (!over.get()) {
                step(imap);
            }
            return Optional.empty();
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            ready.countDown();
            return message.matches(".*: t\\d+ (NO|BAD) .*") ? Optional.of(name + ": " + message) : Optional.empty();
        }
    }

    private void step(ImapClient imap) throws IOException {
        String mailbox = MAILBOXES.get(random.nextInt(MAILBOXES.size()));
        List<Place> chosen = choose(mailbox);
        if (chosen.isEmpty() || random.nextInt(10) < 3) {
            append(imap, mailbox);
            return;
        }
        if (!selected.equals(mailbox)) {
            imap.select(mailbox);
            selected = mailbox;
        }
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> store(imap, chosen, random.nextBoolean() ? "+" : "-", someFlags());
            case 3, 4 -> transfer(imap, chosen, "UID COPY ", Kind.COPY);
            case 5, 6 -> transfer(imap, chosen, "UID MOVE ", Kind.MOVE);
            default -> expunge(imap, chosen);
        }
    }

    private List<Place> choose(String mailbox) {
        List<Place> here = new ArrayList<>(messages.keySet().stream()
                .filter(place -> place.mailbox().equals(mailbox))
                .toList());
        Collections.shuffle(here, random);
        return here.stream()
                .limit(1 + random.nextInt(TOUCHED_MAX))
                .sorted((a, b) -> Long.compare(a.uid(), b.uid()))
                .toList();
    }

    private Set<String> someFlags() {
        Set<String> flags = new TreeSet<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            flags.add(
                    switch (random.nextInt(6)) {
                        case 0 -> "\\Seen";
                        case 1 -> "\\Flagged";
                        case 2 -> "\\Answered";
                        default -> "word" + random.nextInt(KEYWORDS);
                    });
        }
        return flags;
    }

    private void append(ImapClient imap, String mailbox) throws IOException {
        String token = name + "-" + made++;
        String text = "Subject: " + token + "\r\n\r\n" + "x".repeat(random.nextInt(3000)) + "\r\n";
        CrashMessage message = new CrashMessage(token, text.length(), random.nextBoolean() ? someFlags() : Set.of());
        open = new Open(List.of(), List.of(message), mailbox, Kind.APPEND);
        String answer = find(
                        APPENDUID,
                        imap.command("APPEND " + mailbox + " (" + String.join(" ", message.flags()) + ") {"
                                + text.length() + "+}\r\n" + text))
                .group(1);
        messages.put(new Place(mailbox, Long.parseLong(answer)), message);
        done();
    }

    private void store(ImapClient imap, List<Place> chosen, String sign, Set<String> flags) throws IOException {
        List<CrashMessage> after = chosen.stream()
                .map(place -> message(place).withFlags(old -> {
                    boolean _ = sign.equals("+") ? old.addAll(flags) : old.removeAll(flags);
                    return old;
                }))
                .toList();
        open = new Open(chosen, after, "", Kind.STORE);
        imap.command("UID STORE " + uids(chosen) + " " + sign + "FLAGS.SILENT (" + String.join(" ", flags) + ")");
        for (int i = 0; i < chosen.size(); i++) {
            messages.put(chosen.get(i), after.get(i));
        }
        done();
    }

    private void transfer(ImapClient imap, List<Place> chosen, String command, Kind kind) throws IOException {
        String target = MAILBOXES.get(random.nextInt(MAILBOXES.size()));
        List<CrashMessage> those = chosen.stream().map(this::message).toList();
        open = new Open(chosen, those, target, kind);
        Matcher answer = find(COPYUID, imap.command(command + uids(chosen) + " " + target));
        List<Long> sources = numbers(answer.group(1));
        List<Long> copies = numbers(answer.group(2));
        if (!sources.equals(chosen.stream().map(Place::uid).toList()) || copies.size() != sources.size()) {
            throw new IOException(command + uids(chosen) + ": t0 NO says " + answer.group());
        }
        for (int i = 0; i < chosen.size(); i++) {
            if (kind == Kind.MOVE) {
                messages.remove(chosen.get(i));
            }
            messages.put(new Place(target, copies.get(i)), those.get(i));
        }
        done();
    }

    private void expunge(ImapClient imap, List<Place> chosen) throws IOException {
        store(imap, chosen, "+", Set.of("\\Deleted"));
        open = new Open(chosen, chosen.stream().map(this::message).toList(), "", Kind.EXPUNGE);
        imap.command("UID EXPUNGE " + uids(chosen));
        chosen.forEach(messages::remove);
        done();
    }

    private void done() {
        open = Open.NONE;
        answered++;
    }

    private CrashMessage message(Place place) {
        return Objects.requireNonNull(messages.get(place));
    }

    /// What it was told, and is the truth from now on where it is changed.
    Map<Place, CrashMessage> messages() {
        return messages;
    }

    /// What was asked for and not answered; asked for once.
    Open takeOpen() {
        Open last = open;
        open = Open.NONE;
        return last;
    }

    long answered() {
        return answered;
    }

    private static String uids(List<Place> places) {
        return places.stream().map(place -> Long.toString(place.uid())).collect(Collectors.joining(","));
    }

    private static Matcher find(Pattern pattern, List<String> lines) throws IOException {
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new IOException("no " + pattern + ": t0 NO in " + lines);
    }

    private static List<Long> numbers(String set) {
        List<Long> numbers = new ArrayList<>();
        for (String part : set.split(",")) {
            String[] ends = part.split(":");
            for (long n = Long.parseLong(ends[0]); n <= Long.parseLong(ends[ends.length - 1]); n++) {
                numbers.add(n);
            }
        }
        return numbers;
    }
}
