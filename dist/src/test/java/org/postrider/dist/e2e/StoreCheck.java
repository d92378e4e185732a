package org.postrider.dist.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.dist.e2e.CrashMessage.Kind;
import org.postrider.dist.e2e.CrashMessage.Open;
import org.postrider.dist.e2e.CrashMessage.Place;

/// Compares what a server has with what it told its clients.
final class StoreCheck {
    private static final Pattern UID = Pattern.compile("[( ]UID (\\d+)");
    private static final Pattern FLAGS = Pattern.compile("[( ]FLAGS \\(([^)]*)\\)");
    private static final Pattern SIZE = Pattern.compile("[( ]RFC822\\.SIZE (\\d+)");
    private static final Pattern SUBJECT = Pattern.compile("[( ]ENVELOPE \\(NIL \"([^\"]+)\"");
    private static final Pattern VALIDITY = Pattern.compile("\\* OK \\[UIDVALIDITY (\\d+)].*");

    // What each UID ever was: none may come again as another message.
    private final Map<Place, String> tokens = new HashMap<>();
    private final Map<String, String> validities = new HashMap<>();

    /// All messages that a client sees.
    Map<Place, CrashMessage> read(int port, List<String> faults) throws IOException {
        Map<Place, CrashMessage> found = new LinkedHashMap<>();
        try (ImapClient imap = new ImapClient(port)) {
            imap.login("bob@example.test", TestServer.PASSWORD);
            for (String mailbox : StoreLoad.MAILBOXES) {
                int exists = 0;
                for (String line : imap.command("SELECT " + mailbox)) {
                    Matcher validity = VALIDITY.matcher(line);
                    if (validity.matches()
                            && !validity.group(1).equals(validities.computeIfAbsent(mailbox, _ -> validity.group(1)))) {
                        faults.add(mailbox + " has another UIDVALIDITY");
                    }
                    exists = line.matches("\\* \\d+ EXISTS") ? Integer.parseInt(line.split(" ")[1]) : exists;
                }
                if (exists > 0) {
                    int before = found.size();
                    for (String line : imap.command("UID FETCH 1:* (FLAGS RFC822.SIZE ENVELOPE)")) {
                        read(mailbox, line, found, faults);
                    }
                    if (found.size() - before != exists) {
                        faults.add(mailbox + " shows " + (found.size() - before) + " of " + exists + " messages");
                    }
                }
            }
        }
        return found;
    }

    private void read(String mailbox, String line, Map<Place, CrashMessage> found, List<String> faults)
            throws IOException {
        if (line.matches("\\* \\d+ FETCH .*")) {
            Set<String> flags = new TreeSet<>(List.of(find(FLAGS, line).split(" ")));
            flags.remove("\\Recent");
            flags.remove("");
            Place place = new Place(mailbox, Long.parseLong(find(UID, line)));
            CrashMessage message = new CrashMessage(find(SUBJECT, line), Long.parseLong(find(SIZE, line)), flags);
            String token = tokens.computeIfAbsent(place, _ -> message.token());
            if (!token.equals(message.token())) {
                faults.add(place + " was " + token + " and is " + message.token());
            }
            found.put(place, message);
        }
    }

    private static String find(Pattern pattern, String line) throws IOException {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + line);
        }
        return matcher.group(1);
    }

    /// Says what is not as the clients were told, and tells the clients what became of commands without an answer.
    void compare(Map<Place, CrashMessage> found, Collection<StoreLoad> clients, List<String> faults) {
        Map<Place, CrashMessage> rest = new LinkedHashMap<>(found);
        for (StoreLoad client : clients) {
            Expectation expected = new Expectation(client.takeOpen());
            Map<Place, CrashMessage> told = client.messages();
            for (Place place : List.copyOf(told.keySet())) {
                CrashMessage now = rest.remove(place);
                CrashMessage before = told.get(place);
                if (before != null && !expected.allows(place, before, now)) {
                    faults.add(place + ": " + before + " was answered, is " + now);
                }
                if (now == null) {
                    told.remove(place);
                } else {
                    told.put(place, now);
                }
            }
            expected.appeared(rest).forEach(told::put);
            expected.missing(faults);
        }
        rest.forEach((place, message) -> faults.add(place + ": " + message + " comes from nowhere"));
    }

    /// What a client may find after a crash.
    private static final class Expectation {
        private final Open open;
        // Of a MOVE: those that are at their old place no longer.
        private final List<CrashMessage> left = new ArrayList<>();

        Expectation(Open open) {
            this.open = open;
        }

        boolean allows(Place place, CrashMessage before, @Nullable CrashMessage now) {
            int i = open.places().indexOf(place);
            if (i < 0 || now != null) {
                return before.equals(now)
                        || (i >= 0
                                && open.kind() == Kind.STORE
                                && open.after().get(i).equals(now));
            }
            if (open.kind() == Kind.MOVE) {
                left.add(before);
            }
            return open.kind() == Kind.MOVE || open.kind() == Kind.EXPUNGE;
        }

        /// Takes those out of `rest` that the command has made.
        Map<Place, CrashMessage> appeared(Map<Place, CrashMessage> rest) {
            Map<Place, CrashMessage> appeared = new LinkedHashMap<>();
            if (open.kind() == Kind.STORE || open.kind() == Kind.EXPUNGE) {
                return appeared;
            }
            List<CrashMessage> may = new ArrayList<>(open.kind() == Kind.MOVE ? left : open.after());
            for (Map.Entry<Place, CrashMessage> each : Map.copyOf(rest).entrySet()) {
                if (each.getKey().mailbox().equals(open.target()) && may.remove(each.getValue())) {
                    appeared.put(each.getKey(), each.getValue());
                    rest.remove(each.getKey());
                    left.remove(each.getValue());
                }
            }
            return appeared;
        }

        void missing(List<String> faults) {
            left.forEach(message -> faults.add(message + " was lost in a MOVE"));
        }
    }
}
