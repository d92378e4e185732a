package org.postrider.imap.syntax;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.imap.syntax.FetchItem.Partial;
import org.postrider.imap.syntax.FetchItem.Section;
import org.postrider.imap.syntax.FetchItem.Simple;
import org.postrider.imap.syntax.FetchItem.Text;

/// Reads what FETCH asks for (RFC 3501 §9, fetch-att).
public final class FetchParser {
    private static final int DEPTH_MAX = 100;
    private static final List<FetchItem> FAST = List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.RFC822_SIZE);

    private final ImapInput input;

    public FetchParser(ImapInput input) {
        this.input = input;
    }

    public List<FetchItem> items() throws ImapSyntaxException {
        if (input.peek() == '(') {
            List<FetchItem> items = new ArrayList<>();
            input.list(this::item).forEach(items::addAll);
            return items;
        }
        return item();
    }

    /// One item, which may stand for several.
    List<FetchItem> one() throws ImapSyntaxException {
        return item();
    }

    private List<FetchItem> item() throws ImapSyntaxException {
        String name = input.fetchName().toUpperCase(Locale.ROOT);
        if (input.peek() == '[') {
            if (name.equals("BINARY") || name.equals("BINARY.PEEK") || name.equals("BINARY.SIZE")) {
                return List.of(binary(name));
            }
            if (!name.equals("BODY") && !name.equals("BODY.PEEK")) {
                throw new ImapSyntaxException(name + " has no sections");
            }
            return List.of(section(name.equals("BODY.PEEK")));
        }
        return switch (name) {
            case "FAST" -> FAST;
            case "ALL" -> with(FAST, Simple.ENVELOPE);
            case "FULL" -> with(with(FAST, Simple.ENVELOPE), Simple.BODY);
            case "RFC822" -> List.of(new Section(name, false, List.of(), Text.WHOLE, List.of(), Optional.empty()));
            case "RFC822.HEADER" ->
                List.of(new Section(name, true, List.of(), Text.HEADER, List.of(), Optional.empty()));
            case "RFC822.TEXT" -> List.of(new Section(name, false, List.of(), Text.TEXT, List.of(), Optional.empty()));
            // RFC 8970 §3.2: previews are at hand, so that there is nothing to be lazy for
            case "PREVIEW" -> {
                input.takeText(" (LAZY)");
                yield List.of(Simple.PREVIEW);
            }
            default -> {
                for (Simple simple : Simple.values()) {
                    if (simple.wireName().equals(name)) {
                        yield List.of(simple);
                    }
                }
                throw new ImapSyntaxException("FETCH does not know " + name);
            }
        };
    }

    private static List<FetchItem> with(List<FetchItem> items, FetchItem more) {
        List<FetchItem> all = new ArrayList<>(items);
        all.add(more);
        return all;
    }

    /// `[1.2.HEADER.FIELDS (FROM TO)]<0.100>`, the bracket being next.
    public Section section(boolean peek) throws ImapSyntaxException {
        input.expect('[');
        List<Integer> part = part();
        Text text = Text.WHOLE;
        List<String> fields = List.of();
        String word = "";
        if (input.peek() != ']') {
            word = input.fetchName().toUpperCase(Locale.ROOT);
            text = text(word, part);
            if (text == Text.HEADER_FIELDS || text == Text.HEADER_FIELDS_NOT) {
                input.expectSpace();
                fields = input.list(() -> new String(input.astring(), StandardCharsets.UTF_8));
            }
        }
        input.expect(']');
        Optional<Partial> partial = partial();
        return new Section(name(part, word, fields, partial), peek, part, text, fields, partial);
    }

    // RFC 3516 §4.2: BINARY.PEEK[1.2]<0.100>, the bracket being next
    private FetchItem.Binary binary(String name) throws ImapSyntaxException {
        input.expect('[');
        List<Integer> part = part();
        input.expect(']');
        boolean size = name.equals("BINARY.SIZE");
        Optional<Partial> partial = size ? Optional.empty() : partial();
        String numbers = part.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining("."));
        String shown = (size ? name : "BINARY") + "[" + numbers + "]"
                + partial.map(some -> "<" + some.offset() + ">").orElse("");
        return new FetchItem.Binary(shown, name.equals("BINARY.PEEK"), size, part, partial);
    }

    private List<Integer> part() throws ImapSyntaxException {
        List<Integer> part = new ArrayList<>();
        while (input.peek() >= '0' && input.peek() <= '9') {
            long number = input.number();
            if (number < 1 || number > 100_000 || part.size() == DEPTH_MAX) {
                throw new ImapSyntaxException("there is no such part");
            }
            part.add((int) number);
            if (!input.take('.')) {
                break;
            }
        }
        return part;
    }

    private static Text text(String word, List<Integer> part) throws ImapSyntaxException {
        return switch (word) {
            case "HEADER" -> Text.HEADER;
            case "HEADER.FIELDS" -> Text.HEADER_FIELDS;
            case "HEADER.FIELDS.NOT" -> Text.HEADER_FIELDS_NOT;
            case "TEXT" -> Text.TEXT;
            case "MIME" -> {
                if (part.isEmpty()) {
                    throw new ImapSyntaxException("MIME is for a part, not for the message");
                }
                yield Text.MIME;
            }
            default -> throw new ImapSyntaxException("there is no section " + word);
        };
    }

    private Optional<Partial> partial() throws ImapSyntaxException {
        if (!input.take('<')) {
            return Optional.empty();
        }
        long offset = input.number();
        input.expect('.');
        long length = input.number();
        input.expect('>');
        return Optional.of(new Partial(offset, length));
    }

    private static String name(List<Integer> part, String word, List<String> fields, Optional<Partial> partial) {
        StringBuilder name = new StringBuilder("BODY[");
        for (int i = 0; i < part.size(); i++) {
            name.append(i == 0 ? "" : ".").append(part.get(i));
        }
        if (!word.isEmpty()) {
            name.append(part.isEmpty() ? "" : ".").append(word);
        }
        if (!fields.isEmpty()) {
            name.append(" (").append(String.join(" ", quoted(fields))).append(')');
        }
        name.append(']');
        partial.ifPresent(some -> name.append('<').append(some.offset()).append('>'));
        return name.toString();
    }

    private static List<String> quoted(List<String> fields) {
        return fields.stream()
                .map(field -> field.matches("[A-Za-z0-9!#$&'+,./:;<=>?@^_`|~-]+")
                        ? field
                        : "\"" + field.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .toList();
    }
}
