package org.postrider.example.logstore;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;

/// Something that happened in an account: a word that says what, and values. As a line of text the values are
/// URL-encoded, and so free of spaces and line breaks.
record Change(String what, List<String> values) {
    static Change of(String what, Object... values) {
        return new Change(what, Arrays.stream(values).map(Change::text).toList());
    }

    private static String text(Object value) {
        return switch (value) {
            case MailboxName name -> String.join("\n", name.path());
            case Flags flags ->
                Stream.concat(
                                Stream.of(Integer.toString(flags.systemBits())),
                                flags.keywords().stream().map(Keyword::name))
                        .collect(Collectors.joining(" "));
            default -> value.toString();
        };
    }

    static Change parse(String line) {
        String[] fields = line.split(" ", -1);
        return new Change(
                fields[0],
                Arrays.stream(fields)
                        .skip(1)
                        .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8))
                        .toList());
    }

    String line() {
        return what
                + values.stream()
                        .map(value -> " " + URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .collect(Collectors.joining());
    }

    String text(int index) {
        return values.get(index);
    }

    long number(int index) {
        return Long.parseLong(values.get(index));
    }

    // A name has no control characters.
    MailboxName name(int index) {
        return new MailboxName(List.of(values.get(index).split("\n", -1)));
    }

    Flags flags(int index) {
        String[] words = values.get(index).split(" ");
        Set<Keyword> keywords = Arrays.stream(words).skip(1).map(Keyword::of).collect(Collectors.toSet());
        return Flags.ofBits(Integer.parseInt(words[0]), keywords);
    }
}
