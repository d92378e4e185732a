package org.postrider.lucene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/// Finds the forms of a word among the words that an index has: so nothing has to be indexed for it. Confined to one
/// thread.
///
/// Forms of a word begin alike, but for accents (`Haus`, `Häuser`): what begins so is brought to its stem.
final class WordForms {
    private static final int PREFIX_LENGTH = 3;
    private static final int LONGER_MAX = 10;
    private static final int WORDS_SEEN_MAX = 50_000;
    private static final int FORMS_MAX = 200;
    private static final int LATIN_FIRST = 0xc3;
    private static final int LATIN_LAST = 0xcd;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private final IndexReader reader;
    private final Set<Language> languages;

    WordForms(IndexReader reader, Set<Language> languages) {
        this.reader = reader;
        this.languages = languages;
    }

    /// What is in the field and has the stem of the word, by language; the word itself only where it is there.
    ///
    /// @param word folded
    Map<Language, Set<String>> of(String field, String word) throws IOException {
        Set<String> seen = new LinkedHashSet<>();
        for (LeafReaderContext leaf : reader.leaves()) {
            Terms terms = leaf.reader().terms(field);
            if (terms != null) {
                alike(terms, word, seen::add);
            }
        }
        Map<Language, Set<String>> forms = new EnumMap<>(Language.class);
        for (Language language : languages) {
            String stem = language.stem(word);
            forms.put(
                    language,
                    seen.stream()
                            .filter(candidate -> candidate.equals(word)
                                    || language.stem(candidate).equals(stem))
                            .limit(FORMS_MAX)
                            .collect(Collectors.toCollection(LinkedHashSet::new)));
        }
        return forms;
    }

    private static void alike(Terms terms, String word, Consumer<String> use) throws IOException {
        String base = base(word);
        String start = isAscii(base) ? base : word;
        int length = Math.clamp(start.codePointCount(0, start.length()) - 1, 1, PREFIX_LENGTH);
        String prefix = start.substring(0, start.offsetByCodePoints(0, length));
        Consumer<String> filter = term -> {
            if (term.length() <= word.length() + LONGER_MAX
                    && (term.startsWith(prefix) || base(term).startsWith(prefix))) {
                use.accept(term);
            }
        };
        scan(terms, prefix.getBytes(StandardCharsets.UTF_8), false, filter);
        if (isAscii(prefix)) {
            for (int i = 0; i < prefix.length(); i++) {
                scan(terms, prefix.substring(0, i).getBytes(StandardCharsets.UTF_8), true, filter);
            }
        }
    }

    // Terms that begin with the prefix, and go on with a letter with an accent where one is wanted.
    private static void scan(Terms terms, byte[] prefix, boolean accent, Consumer<String> use) throws IOException {
        TermsEnum found = terms.iterator();
        byte[] first = accent ? Arrays.copyOf(prefix, prefix.length + 1) : prefix;
        if (accent) {
            first[prefix.length] = (byte) LATIN_FIRST;
        }
        boolean more = found.seekCeil(new BytesRef(first)) != TermsEnum.SeekStatus.END;
        for (int seen = 0; more && seen < WORDS_SEEN_MAX && begins(found.term(), prefix, accent); seen++) {
            use.accept(found.term().utf8ToString());
            more = found.next() != null;
        }
    }

    private static boolean begins(BytesRef term, byte[] prefix, boolean accent) {
        int end = term.offset + prefix.length;
        return term.length >= prefix.length
                && Arrays.equals(term.bytes, term.offset, end, prefix, 0, prefix.length)
                && (!accent || (term.length > prefix.length && (term.bytes[end] & 0xff) <= LATIN_LAST));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static String base(String word) {
        return isAscii(word)
                ? word
                : MARKS.matcher(Normalizer.normalize(word, Normalizer.Form.NFD)).replaceAll("");
    }

    /// The languages of the messages that an index has.
    static List<Language> languages(IndexReader reader) throws IOException {
        List<Language> languages = new ArrayList<>();
        for (Language language : Language.values()) {
            if (reader.docFreq(new Term(Fields.LANGUAGE, language.code())) > 0) {
                languages.add(language);
            }
        }
        return languages;
    }
}
