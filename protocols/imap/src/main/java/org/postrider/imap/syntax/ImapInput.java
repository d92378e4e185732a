package org.postrider.imap.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postrider.api.mail.Content;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.SpecialUse;
import org.postrider.api.store.SystemFlag;

/// Reads a command from left to right. A literal stands in the octets behind its `{n}` and line break, as it came.
/// Confined to one thread.
public final class ImapInput {
    private static final int LIST_MAX = 10_000;
    private static final String ATOM_SPECIALS = "(){%*\"\\]";
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("d-MMM-yyyy HH:mm:ss Z")
            .toFormatter(Locale.ENGLISH);

    private final byte[] octets;
    private final char separator;
    private final boolean utf8Names;
    private final Map<Integer, Content> large;
    private int next;

    /// @param separator of the levels of mailbox names
    public ImapInput(byte[] octets, char separator) {
        this(octets, separator, false, Map.of());
    }

    /// @param utf8Names mailbox names are UTF-8, not modified UTF-7
    /// @param large the literals that are not among the octets, by the offset at which they would begin
    public ImapInput(byte[] octets, char separator, boolean utf8Names, Map<Integer, Content> large) {
        this.octets = octets;
        this.separator = separator;
        this.utf8Names = utf8Names;
        this.large = Map.copyOf(large);
    }

    public boolean atEnd() {
        return next == octets.length;
    }

    public void expectEnd() throws ImapSyntaxException {
        if (!atEnd()) {
            throw new ImapSyntaxException("unexpected text after the command: " + shown());
        }
    }

    public void expectSpace() throws ImapSyntaxException {
        expect(' ');
        // Some clients send two.
        while (peek() == ' ') {
            next++;
        }
    }

    public void expect(char c) throws ImapSyntaxException {
        if (!take(c)) {
            throw new ImapSyntaxException("expected '" + c + "' before: " + shown());
        }
    }

    public boolean take(char c) {
        if (peek() == c) {
            next++;
            return true;
        }
        return false;
    }

    /// Takes exactly this text, in any case of its letters, where it comes next.
    public boolean takeText(String text) {
        boolean there = startsWith(text);
        next += there ? text.length() : 0;
        return there;
    }

    /// Whether this comes next, in any case; it stays there.
    public boolean startsWith(String text) {
        return next + text.length() <= octets.length
                && new String(octets, next, text.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(text);
    }

    /// The next octet as a character, or -1.
    public int peek() {
        return next < octets.length ? octets[next] & 0xff : -1;
    }

    /// The atom that comes next, which stays there; empty where none does.
    String lookAhead() {
        int end = next;
        while (end < octets.length && isAtom(octets[end])) {
            end++;
        }
        return new String(octets, next, end - next, StandardCharsets.US_ASCII);
    }

    /// One or more characters of an atom, and those in `also`.
    public String atom(String also) throws ImapSyntaxException {
        int start = next;
        while (next < octets.length && (isAtom(octets[next]) || also.indexOf(octets[next]) >= 0)) {
            next++;
        }
        if (next == start) {
            throw new ImapSyntaxException("expected a word before: " + shown());
        }
        return new String(octets, start, next - start, StandardCharsets.US_ASCII);
    }

    /// What names a command (RFC 3501 §9, tag).
    public String tag() throws ImapSyntaxException {
        String tag = atom("]");
        if (tag.indexOf('+') >= 0) {
            throw new ImapSyntaxException("a tag has no +");
        }
        return tag;
    }

    /// Letters, digits and dots: what stands before a bracket.
    String fetchName() throws ImapSyntaxException {
        int start = next;
        while (next < octets.length && (Character.isLetterOrDigit(octets[next]) || octets[next] == '.')) {
            next++;
        }
        if (next == start) {
            throw new ImapSyntaxException("expected a word before: " + shown());
        }
        return new String(octets, start, next - start, StandardCharsets.US_ASCII);
    }

    public String word() throws ImapSyntaxException {
        return atom("").toUpperCase(Locale.ROOT);
    }

    public long number() throws ImapSyntaxException {
        int start = next;
        while (next < octets.length && octets[next] >= '0' && octets[next] <= '9') {
            next++;
        }
        if (next == start) {
            throw new ImapSyntaxException("expected a number before: " + shown());
        }
        try {
            return Long.parseLong(new String(octets, start, next - start, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new ImapSyntaxException("a number that is too large");
        }
    }

    /// An atom, a quoted string or a literal.
    public byte[] astring() throws ImapSyntaxException {
        return switch (peek()) {
            case '"', '{' -> string();
            default -> atom("]").getBytes(StandardCharsets.US_ASCII);
        };
    }

    public String astringText() throws ImapSyntaxException {
        return new String(astring(), StandardCharsets.UTF_8);
    }

    public byte[] string() throws ImapSyntaxException {
        return switch (peek()) {
            case '"' -> quoted();
            case '{' -> literal();
            default -> throw new ImapSyntaxException("expected a string before: " + shown());
        };
    }

    /// A mailbox's name (RFC 3501 §5.1.3).
    public MailboxName mailbox() throws ImapSyntaxException {
        return mailboxOf(mailboxText());
    }

    /// A mailbox's name, or the beginning of one, as text.
    public String mailboxText() throws ImapSyntaxException {
        return decoded(astring());
    }

    private String decoded(byte[] name) throws ImapSyntaxException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(name))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ImapSyntaxException("the name of a mailbox is no UTF-8");
        }
        return utf8Names ? text : ModifiedUtf7.decode(text);
    }

    private MailboxName mailboxOf(String name) throws ImapSyntaxException {
        // A separator at the end says that there will be names below (RFC 3501 §6.3.3).
        String plain = name.endsWith(String.valueOf(separator)) ? name.substring(0, name.length() - 1) : name;
        try {
            return MailboxName.parse(plain, separator);
        } catch (IllegalArgumentException e) {
            throw new ImapSyntaxException(String.valueOf(e.getMessage()));
        }
    }

    /// A mailbox's name with wildcards; empty for none.
    public String listPattern() throws ImapSyntaxException {
        byte[] pattern = peek() == '"' || peek() == '{' ? string() : atom("%*]").getBytes(StandardCharsets.US_ASCII);
        return decoded(pattern);
    }

    public SequenceSet sequenceSet() throws ImapSyntaxException {
        if (take('$')) {
            return SequenceSet.SAVED;
        }
        int start = next;
        while (next < octets.length && "0123456789:*,".indexOf(octets[next]) >= 0) {
            next++;
        }
        return SequenceSet.parse(new String(octets, start, next - start, StandardCharsets.US_ASCII));
    }

    /// `(\Seen $Work)`, or the same without brackets up to the end.
    public Flags flags() throws ImapSyntaxException {
        boolean brackets = take('(');
        Set<SystemFlag> system = new HashSet<>();
        Set<Keyword> keywords = new HashSet<>();
        while (!(brackets ? take(')') : atEnd())) {
            if (system.size() + keywords.size() > 200) {
                throw new ImapSyntaxException("too many flags");
            }
            flag(system, keywords);
            while (peek() == ' ') {
                next++;
            }
        }
        return Flags.of(system, keywords);
    }

    private void flag(Set<SystemFlag> system, Set<Keyword> keywords) throws ImapSyntaxException {
        if (!take('\\')) {
            try {
                keywords.add(Keyword.of(atom("]")));
            } catch (IllegalArgumentException e) {
                throw new ImapSyntaxException(String.valueOf(e.getMessage()));
            }
            return;
        }
        String name = "\\" + atom("");
        for (SystemFlag flag : SystemFlag.values()) {
            if (flag.imapName().equalsIgnoreCase(name)) {
                system.add(flag);
                return;
            }
        }
        // RFC 3501 §2.3.2: \Recent cannot be set, which is no error of APPEND; others are not known.
        if (!name.equalsIgnoreCase("\\Recent")) {
            throw new ImapSyntaxException("there is no flag " + name);
        }
    }

    /// `(USE (\Sent))` (RFC 6154 §6)
    public SpecialUse specialUse() throws ImapSyntaxException {
        expect('(');
        if (!word().equals("USE")) {
            throw new ImapSyntaxException("CREATE knows USE alone");
        }
        expectSpace();
        expect('(');
        expect('\\');
        String name = "\\" + atom("");
        expect(')');
        expect(')');
        for (SpecialUse use : SpecialUse.values()) {
            if (use.imapName().equalsIgnoreCase(name)) {
                return use;
            }
        }
        throw new ImapSyntaxException("there is no use " + name);
    }

    /// `"17-Jul-1996 02:44:25 -0700"`
    public Instant dateTime() throws ImapSyntaxException {
        String text = new String(quoted(), StandardCharsets.US_ASCII).strip();
        try {
            return OffsetDateTime.parse(text, DATE_TIME).toInstant();
        } catch (DateTimeException e) {
            throw new ImapSyntaxException("'" + text + "' is no date and time");
        }
    }

    /// Several things in brackets, between spaces.
    public <T> List<T> list(Item<T> item) throws ImapSyntaxException {
        expect('(');
        List<T> items = new ArrayList<>();
        if (take(')')) {
            return items;
        }
        while (true) {
            items.add(item.read());
            if (take(')')) {
                return items;
            }
            expectSpace();
            if (take(')')) {
                return items;
            }
            if (items.size() > LIST_MAX) {
                throw new ImapSyntaxException("a list of more than " + LIST_MAX + " items");
            }
        }
    }

    private byte[] quoted() throws ImapSyntaxException {
        expect('"');
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        while (next < octets.length) {
            byte octet = octets[next++];
            if (octet == '"') {
                return out.toByteArray();
            }
            if (octet == '\\' && next < octets.length) {
                octet = octets[next++];
            }
            if (octet == '\r' || octet == '\n' || octet == 0) {
                break;
            }
            out.write(octet);
        }
        throw new ImapSyntaxException("a quoted string without end");
    }

    /// A literal and nothing else, as APPEND has it; `~{` for one with any octets (RFC 3516 §4.4).
    public Content literalContent() throws ImapSyntaxException {
        take('~');
        long length = literalLength();
        Content kept = large.get(next);
        return kept == null ? Content.of(literal(length)) : kept;
    }

    private byte[] literal() throws ImapSyntaxException {
        long length = literalLength();
        if (large.containsKey(next)) {
            throw new ImapSyntaxException("a string that is too long");
        }
        return literal(length);
    }

    private long literalLength() throws ImapSyntaxException {
        expect('{');
        long length = number();
        take('+');
        expect('}');
        expect('\r');
        expect('\n');
        return length;
    }

    private byte[] literal(long length) throws ImapSyntaxException {
        if (length > octets.length - next) {
            throw new ImapSyntaxException("a literal that is not there");
        }
        byte[] value = java.util.Arrays.copyOfRange(octets, next, next + (int) length);
        next += (int) length;
        return value;
    }

    private String shown() {
        int end = Math.min(octets.length, next + 40);
        String rest = new String(octets, next, end - next, StandardCharsets.US_ASCII);
        return rest.isEmpty() ? "the end" : "'" + rest.replaceAll("[^ -~]", "?") + "'";
    }

    private static boolean isAtom(byte octet) {
        return octet > ' ' && octet < 0x7f && ATOM_SPECIALS.indexOf(octet) < 0;
    }

    /// One thing of a list.
    @FunctionalInterface
    public interface Item<T> {
        T read() throws ImapSyntaxException;
    }
}
