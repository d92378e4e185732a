package org.postrider.kernel.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.Recipient;

/// Tells two states of a mail apart, a line for each difference: `-` before what is no more, `+` before what is new.
final class MailChanges {
    private static final int LINES_MAX = 200;
    private static final int LINE_LENGTH_MAX = 500;
    private static final int PART_OCTETS = 64 * 1024;

    private final List<String> lines = new ArrayList<>();

    private MailChanges() {}

    static List<String> between(Mail before, Mail after) {
        MailChanges changes = new MailChanges();
        changes.compare(List.of("sender " + before.reversePath()), List.of("sender " + after.reversePath()));
        changes.compare(recipients(before), recipients(after));
        changes.compare(parameters(before), parameters(after));
        changes.attributes(before.attributes(), after.attributes());
        if (!before.message().equals(after.message())) {
            changes.compare(fields(before), fields(after));
            changes.body(before, after);
        }
        return changes.lines;
    }

    private void compare(List<String> before, List<String> after) {
        List<String> gone = new ArrayList<>(before);
        after.forEach(gone::remove);
        List<String> fresh = new ArrayList<>(after);
        before.forEach(fresh::remove);
        gone.forEach(line -> add("- " + line));
        fresh.forEach(line -> add("+ " + line));
    }

    private void attributes(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            compare(entry(before, name), entry(after, name));
        }
    }

    private static List<String> entry(Map<String, String> attributes, String name) {
        return attributes.containsKey(name) ? List.of("attribute " + name + " = " + attributes.get(name)) : List.of();
    }

    private void body(Mail before, Mail after) {
        Content old = body(before);
        Content fresh = body(after);
        try {
            if (old.size() != fresh.size()) {
                add("body: " + old.size() + " octets become " + fresh.size());
            } else if (!same(old, fresh)) {
                add("body: other octets, " + fresh.size() + " as before");
            }
        } catch (IOException e) {
            add("body: cannot be compared: " + e.getMessage());
        }
    }

    private static Content body(Mail mail) {
        int start = mail.message().headers().octets().length;
        return mail.message().content().slice(start, mail.message().size() - start);
    }

    private static boolean same(Content one, Content other) throws IOException {
        try (InputStream first = one.open();
                InputStream second = other.open()) {
            byte[] part;
            do {
                part = first.readNBytes(PART_OCTETS);
                if (!Arrays.equals(part, second.readNBytes(PART_OCTETS))) {
                    return false;
                }
            } while (part.length == PART_OCTETS);
            return true;
        }
    }

    private void add(String line) {
        if (lines.size() == LINES_MAX) {
            lines.add("... and more");
        } else if (lines.size() < LINES_MAX) {
            lines.add(line.length() > LINE_LENGTH_MAX ? line.substring(0, LINE_LENGTH_MAX) + "..." : line);
        }
    }

    // By their names on the wire.
    private static List<String> parameters(Mail mail) {
        MailParameters given = mail.envelope().parameters();
        List<String> words = new ArrayList<>();
        words.add("BODY=" + given.body().keyword());
        words.add("MT-PRIORITY=" + given.priority());
        if (given.smtpUtf8()) {
            words.add("SMTPUTF8");
        }
        if (given.requireTls()) {
            words.add("REQUIRETLS");
        }
        given.ret().ifPresent(ret -> words.add("RET=" + ret));
        given.envelopeId().ifPresent(id -> words.add("ENVID=" + id));
        given.holdUntil().ifPresent(until -> words.add("HOLDUNTIL=" + until));
        given.deliverBy()
                .ifPresent(
                        by -> words.add("BY=" + by.deadline() + ";" + by.mode().letter() + (by.trace() ? "T" : "")));
        return words.stream().map(word -> "parameter " + word).toList();
    }

    private static List<String> recipients(Mail mail) {
        return mail.recipients().stream()
                .map(Recipient::toString)
                .map(text -> "recipient " + text)
                .toList();
    }

    private static List<String> fields(Mail mail) {
        return mail.message().headers().fields().stream()
                .map(MailChanges::field)
                .toList();
    }

    private static String field(HeaderField field) {
        return field.name() + ": " + field.value();
    }
}
