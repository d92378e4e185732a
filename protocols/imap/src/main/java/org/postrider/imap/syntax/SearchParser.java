package org.postrider.imap.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.SystemFlag;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.SearchKey.Relation;

/// Reads the arguments of SEARCH, SORT, THREAD and ESEARCH (RFC 3501 §9, RFC 4731, RFC 5032, RFC 5256, RFC 7162,
/// RFC 7377).
public final class SearchParser {
    private static final int DEPTH_MAX = 50;
    private static final int KEYS_MAX = 10_000;
    private static final DateTimeFormatter DATE = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("d-MMM-yyyy")
            .toFormatter(Locale.ENGLISH);

    private final ImapInput input;
    private Charset charset = StandardCharsets.UTF_8;
    private boolean charsetNamed;
    private ReturnOptions returning = ReturnOptions.none();
    private int keys;
    private int depth;
    private boolean modSeq;

    private final Filters filters;

    /// @param filters what the names of filters stand for
    public SearchParser(ImapInput input, Filters filters) {
        this.input = input;
        this.filters = filters;
    }

    /// The searches that somebody has kept under a name (RFC 5466).
    @FunctionalInterface
    public interface Filters {
        /// @return its search keys as they were kept; empty where there is none of that name
        Optional<byte[]> value(String name);
    }

    /// Checks what is to be kept as a filter (RFC 5466 §3).
    ///
    /// @throws ImapSyntaxException where it is no search
    public static void checkFilter(byte[] value) throws ImapSyntaxException {
        // Those that it names may be made later.
        Filters any = _ -> Optional.of("ALL".getBytes(StandardCharsets.US_ASCII));
        new SearchParser(new ImapInput(value, '/'), any).filter();
    }

    /// @param modSeq a MODSEQ key is among them
    public record Search(ReturnOptions returning, SearchKey key, boolean modSeq) {}

    /// @param criteria not empty
    public record Sort(ReturnOptions returning, List<SortCriterion> criteria, SearchKey key, boolean modSeq) {}

    public record Threading(Algorithm algorithm, SearchKey key) {}

    /// @param sources where it looks; empty where there was no IN
    public record MultiSearch(List<SearchSource> sources, Search search) {}

    /// How messages become threads.
    public enum Algorithm {
        /// RFC 5256 §3
        ORDEREDSUBJECT,
        /// RFC 5256 §3
        REFERENCES,
        /// draft-ietf-morg-inthread: by references alone, the threads by their newest message
        REFS
    }

    /// Whether a charset was named, as far as was read.
    public boolean namesCharset() {
        return charsetNamed;
    }

    /// What SEARCH has.
    ///
    /// @throws BadCharsetException where the charset is not known
    public Search search() throws ImapSyntaxException, BadCharsetException {
        returning = returning();
        readCharset();
        SearchKey key = whole();
        return new Search(returning, key, modSeq);
    }

    private void readCharset() throws ImapSyntaxException, BadCharsetException {
        if (peekWord().equals("CHARSET")) {
            input.word();
            input.expectSpace();
            charset = charset(input.astringText());
            charsetNamed = true;
            input.expectSpace();
        }
    }

    /// What SORT has (RFC 5256 §3, RFC 5267 §3).
    ///
    /// @throws BadCharsetException where the charset is not known
    public Sort sort() throws ImapSyntaxException, BadCharsetException {
        returning = returning();
        List<SortCriterion> criteria = SortCriterion.read(input);
        input.expectSpace();
        charset = charset(input.astringText());
        charsetNamed = true;
        input.expectSpace();
        SearchKey key = whole();
        return new Sort(returning, criteria, key, modSeq);
    }

    /// What THREAD has (RFC 5256 §3).
    ///
    /// @throws BadCharsetException where the charset is not known
    public Threading thread() throws ImapSyntaxException, BadCharsetException {
        Algorithm algorithm = switch (input.word()) {
            case "ORDEREDSUBJECT" -> Algorithm.ORDEREDSUBJECT;
            case "REFERENCES" -> Algorithm.REFERENCES;
            case "REFS" -> Algorithm.REFS;
            default -> throw new ImapSyntaxException("THREAD knows ORDEREDSUBJECT, REFERENCES and REFS");
        };
        input.expectSpace();
        charset = charset(input.astringText());
        charsetNamed = true;
        input.expectSpace();
        return new Threading(algorithm, whole());
    }

    /// What ESEARCH has (RFC 7377 §2.1).
    ///
    /// @throws BadCharsetException where the charset is not known
    public MultiSearch multiSearch() throws ImapSyntaxException, BadCharsetException {
        List<SearchSource> sources = List.of();
        if (peekWord().equals("IN")) {
            input.word();
            input.expectSpace();
            sources = SearchSource.read(input);
            input.expectSpace();
        }
        Search search = search();
        if (!returning.asked()) {
            // RFC 7377 §2.1: the answer is ESEARCH in any case
            returning = new ReturnOptions(true, Set.of(ReturnOptions.Item.ALL), Optional.empty(), List.of());
        }
        return new MultiSearch(sources, new Search(returning, search.key(), search.modSeq()));
    }

    private ReturnOptions returning() throws ImapSyntaxException {
        if (!peekWord().equals("RETURN")) {
            return ReturnOptions.none();
        }
        input.word();
        ReturnOptions returning = ReturnOptions.read(input);
        input.expectSpace();
        return returning;
    }

    private SearchKey whole() throws ImapSyntaxException {
        SearchKey key = conjunction(0);
        input.expectEnd();
        return key;
    }

    private String peekWord() {
        return input.lookAhead().toUpperCase(Locale.ROOT);
    }

    private SearchKey conjunction(int depth) throws ImapSyntaxException {
        List<SearchKey> all = new ArrayList<>();
        all.add(key(depth));
        while (input.peek() == ' ') {
            input.expectSpace();
            if (input.atEnd()) {
                break;
            }
            all.add(key(depth));
        }
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
    }

    private SearchKey key(int depth) throws ImapSyntaxException {
        if (depth > DEPTH_MAX || ++keys > KEYS_MAX) {
            throw new ImapSyntaxException("the search is too deep or too long");
        }
        if (input.take('(')) {
            SearchKey inside = conjunction(depth + 1);
            input.expect(')');
            return inside;
        }
        int c = input.peek();
        if ((c >= '0' && c <= '9') || c == '*' || c == '$') {
            return new SearchKey.Sequence(input.sequenceSet());
        }
        String word = input.word();
        return switch (word) {
            case "ALL" -> new SearchKey.All();
            case "ANSWERED" -> flag(SystemFlag.ANSWERED);
            case "DELETED" -> flag(SystemFlag.DELETED);
            case "DRAFT" -> flag(SystemFlag.DRAFT);
            case "FLAGGED" -> flag(SystemFlag.FLAGGED);
            case "SEEN" -> flag(SystemFlag.SEEN);
            case "UNANSWERED" -> new SearchKey.Not(flag(SystemFlag.ANSWERED));
            case "UNDELETED" -> new SearchKey.Not(flag(SystemFlag.DELETED));
            case "UNDRAFT" -> new SearchKey.Not(flag(SystemFlag.DRAFT));
            case "UNFLAGGED" -> new SearchKey.Not(flag(SystemFlag.FLAGGED));
            case "UNSEEN" -> new SearchKey.Not(flag(SystemFlag.SEEN));
            // No message is recent to this server (RFC 9051 has no \Recent any more): none is, all are old.
            case "RECENT", "NEW" -> new SearchKey.Not(new SearchKey.All());
            case "OLD" -> new SearchKey.All();
            case "KEYWORD" -> keyword();
            case "UNKEYWORD" -> new SearchKey.Not(keyword());
            case "NOT" -> {
                input.expectSpace();
                yield new SearchKey.Not(key(depth + 1));
            }
            case "OR" -> {
                input.expectSpace();
                SearchKey one = key(depth + 1);
                input.expectSpace();
                yield new SearchKey.Or(one, key(depth + 1));
            }
            case "FUZZY" -> {
                input.expectSpace();
                yield new SearchKey.Fuzzy(key(depth + 1));
            }
            case "UID" -> {
                input.expectSpace();
                yield new SearchKey.Uids(input.sequenceSet());
            }
            // RFC 9738 §3.2: to go on where a limit has ended a command
            case "UIDAFTER" -> uids(1, UidSet.UID_MAX);
            case "UIDBEFORE" -> uids(-1, 1);
            case "LARGER" -> new SearchKey.Larger(argument());
            case "SMALLER" -> new SearchKey.Smaller(argument());
            case "OLDER" -> new SearchKey.Within(false, argument());
            case "YOUNGER" -> new SearchKey.Within(true, argument());
            case "BEFORE" -> dated(false, Relation.BEFORE);
            case "ON" -> dated(false, Relation.ON);
            case "SINCE" -> dated(false, Relation.SINCE);
            case "SENTBEFORE" -> dated(true, Relation.BEFORE);
            case "SENTON" -> dated(true, Relation.ON);
            case "SENTSINCE" -> dated(true, Relation.SINCE);
            case "SAVEDBEFORE" -> saved(Relation.BEFORE);
            case "SAVEDON" -> saved(Relation.ON);
            case "SAVEDSINCE" -> saved(Relation.SINCE);
            // RFC 8514 §4.2: every mailbox here knows when its messages came
            case "SAVEDATESUPPORTED" -> new SearchKey.All();
            case "EMAILID" -> objectId(false);
            case "THREADID" -> objectId(true);
            case "MODSEQ" -> modSeq();
            case "FILTER" -> filter(depth);
            default -> text(word);
        };
    }

    // RFC 5466 §3.1: it stands for its keys; one that names itself is too deep
    private SearchKey filter(int depth) throws ImapSyntaxException {
        input.expectSpace();
        String name = input.atom("");
        if (name.indexOf('/') >= 0) {
            throw new ImapSyntaxException("the name of a filter has no /");
        }
        byte[] value = filters.value(name).orElseThrow(() -> new UndefinedFilterException(name));
        SearchParser inside = new SearchParser(new ImapInput(value, '/'), filters);
        inside.keys = keys;
        inside.depth = depth + 1;
        SearchKey key = inside.filter();
        keys = inside.keys;
        modSeq |= inside.modSeq;
        return key;
    }

    private SearchKey filter() throws ImapSyntaxException {
        try {
            readCharset();
            SearchKey key = conjunction(depth);
            input.expectEnd();
            return key;
        } catch (BadCharsetException e) {
            throw new ImapSyntaxException("the filter is in a charset that is not known");
        }
    }

    private SearchKey text(String word) throws ImapSyntaxException {
        return switch (word) {
            case "BCC", "CC", "FROM", "SUBJECT", "TO" -> new SearchKey.Text(new TextKey.InHeader(word, string()));
            case "BODY" -> new SearchKey.Text(new TextKey.InBody(string()));
            case "TEXT" -> new SearchKey.Text(new TextKey.Anywhere(string()));
            case "HEADER" -> {
                input.expectSpace();
                String field = input.astringText();
                yield new SearchKey.Text(new TextKey.InHeader(field, string()));
            }
            default -> throw new ImapSyntaxException("SEARCH does not know " + word);
        };
    }

    // From the number given, without it, to `end`.
    private SearchKey uids(int step, long end) throws ImapSyntaxException {
        long from = argument();
        if (from < 1 || from > UidSet.UID_MAX) {
            throw new ImapSyntaxException("a UID is from 1 to " + UidSet.UID_MAX);
        }
        return from == end
                ? new SearchKey.Not(new SearchKey.All())
                : new SearchKey.Uids(new SequenceSet(List.of(new SequenceSet.Range(from + step, end))));
    }

    private static SearchKey flag(SystemFlag flag) {
        return new SearchKey.HasFlags(Flags.of(flag));
    }

    private SearchKey keyword() throws ImapSyntaxException {
        input.expectSpace();
        try {
            return new SearchKey.HasFlags(Flags.of(Set.of(), Set.of(Keyword.of(input.atom("]")))));
        } catch (IllegalArgumentException e) {
            throw new ImapSyntaxException(String.valueOf(e.getMessage()));
        }
    }

    private long argument() throws ImapSyntaxException {
        input.expectSpace();
        return input.number();
    }

    // MODSEQ "/flags/\\draft" all 5, or MODSEQ 5
    private SearchKey modSeq() throws ImapSyntaxException {
        input.expectSpace();
        if (input.peek() == '"') {
            input.string();
            input.expectSpace();
            input.word();
            input.expectSpace();
        }
        modSeq = true;
        return new SearchKey.ModSeqAtLeast(input.number());
    }

    private SearchKey saved(Relation relation) throws ImapSyntaxException {
        return new SearchKey.Saved(relation, date());
    }

    private SearchKey objectId(boolean thread) throws ImapSyntaxException {
        input.expectSpace();
        return new SearchKey.ObjectId(thread, input.astringText());
    }

    private SearchKey dated(boolean sent, Relation relation) throws ImapSyntaxException {
        return new SearchKey.Dated(sent, relation, date());
    }

    private LocalDate date() throws ImapSyntaxException {
        input.expectSpace();
        String text = input.astringText();
        try {
            return LocalDate.parse(text.strip(), DATE);
        } catch (DateTimeException e) {
            throw new ImapSyntaxException("'" + text + "' is no date such as 1-Feb-2026");
        }
    }

    private String string() throws ImapSyntaxException {
        input.expectSpace();
        byte[] octets = input.astring();
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            if (charsetNamed) {
                throw new ImapSyntaxException("the text is not in the charset " + charset.name());
            }
            // Jakarta Mail writes ISO 8859-1 once it has enabled UTF8=ACCEPT (RFC 6855 §3), and names no charset.
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    private Charset charset(String name) throws BadCharsetException {
        try {
            Charset found = Charset.forName(name);
            return found.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : found;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new BadCharsetException(returning.has(ReturnOptions.Item.SAVE));
        }
    }

    /// The charset of SEARCH is not known: NO [BADCHARSET].
    public static final class BadCharsetException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean saving;

        BadCharsetException(boolean saving) {
            this.saving = saving;
        }

        /// The result was to be saved.
        public boolean saving() {
            return saving;
        }
    }
}
