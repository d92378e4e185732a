package org.postrider.lucene;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiTermQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.postrider.api.search.TextKey;

/// Makes a query of what somebody seeks roughly: its words in any order, each in any form that the language of the
/// message
/// has, the rare ones counting most. Confined to one thread.
final class LikeQuery {
    private static final int WORDS_MAX = 16;
    private static final float OTHER_FORM = 0.8f;
    private static final float MISSPELT = 0.5f;
    private static final float IN_SUBJECT = 2;
    // Shorter ones are like too much.
    private static final int MISSPELT_LENGTH_MIN = 4;
    private static final int TWICE_MISSPELT_LENGTH_MIN = 8;
    // Longer ones are no words, and cost seconds.
    private static final int MISSPELT_LENGTH_MAX = 64;
    private static final int SPELLINGS_MAX = 20;
    // Of a word in a field. All of them are one clause, of which a query may have 1024: 16 words in three fields, in a
    // group for each of 18 languages and one for none, are 912.
    private static final int TERMS_MAX = 1000;

    private final IndexSearcher searcher;
    private final Map<String, Float> fields;
    private final Set<Language> languages;
    private final WordForms forms;

    private LikeQuery(IndexSearcher searcher, Map<String, Float> fields) throws IOException {
        IndexReader reader = searcher.getIndexReader();
        this.searcher = searcher;
        this.fields = fields;
        List<Language> there = WordForms.languages(reader);
        this.languages = there.isEmpty() ? EnumSet.of(Language.ENGLISH) : EnumSet.copyOf(there);
        this.forms = new WordForms(reader, languages);
    }

    /// Empty where there are no words to be like, or what is like them cannot be told by the index.
    ///
    /// @param mailbox see [Fields#mailbox]
    static Optional<Query> of(IndexSearcher searcher, String mailbox, TextKey key) throws IOException {
        Map<String, Float> fields = fields(key);
        List<Word> words = words(Folding.fold(key.text()));
        if (fields.isEmpty() || words.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new BooleanQuery.Builder()
                .add(new TermQuery(new Term(Fields.MAILBOX, mailbox)), Occur.FILTER)
                .add(new LikeQuery(searcher, fields).query(words), Occur.MUST)
                .build());
    }

    private static Map<String, Float> fields(TextKey key) {
        return switch (key) {
            case TextKey.InHeader(var name, var _) -> {
                String own = Fields.OWN_HEADERS.get(name.toLowerCase(Locale.ROOT));
                yield own == null ? Map.of() : Map.of(own, 1f);
            }
            case TextKey.InBody _ -> Map.of(Fields.BODY, 1f);
            case TextKey.Anywhere _ ->
                Map.of(Fields.BODY, 1f, Fields.HEADER, 1f, Fields.OWN_HEADERS.getOrDefault("subject", ""), IN_SUBJECT);
        };
    }

    private static List<Word> words(String folded) {
        List<Word> words = new ArrayList<>();
        Tokens tokens = new Tokens(folded);
        int end = -1;
        while (words.size() < WORDS_MAX && tokens.next()) {
            String token = folded.substring(tokens.start(), tokens.end());
            switch (tokens.kind()) {
                case WORD -> words.add(new Word(List.of(token), true));
                case SINGLE -> {
                    // Characters of a script without spaces, in a row.
                    List<String> row = new ArrayList<>(List.of(token));
                    if (end == tokens.start()) {
                        row.addAll(0, words.removeLast().parts());
                    }
                    words.add(new Word(List.copyOf(row), false));
                    end = tokens.end();
                }
                case GAP -> {}
            }
        }
        return words;
    }

    private Query query(List<Word> words) throws IOException {
        // A message of a known language has the forms of that language, another those of all that are there.
        Map<Language, List<Query>> byLanguage = new EnumMap<>(Language.class);
        languages.forEach(language -> byLanguage.put(language, new ArrayList<>()));
        List<Query> unknown = new ArrayList<>();
        for (Word word : words) {
            add(word, byLanguage, unknown);
        }
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        for (Map.Entry<Language, List<Query>> each : byLanguage.entrySet()) {
            any.add(ofLanguage(each.getKey().code(), together(words, each.getValue(), each.getKey())), Occur.SHOULD);
        }
        any.add(ofLanguage(Fields.LANGUAGE_UNKNOWN, together(words, unknown, Language.ENGLISH)), Occur.SHOULD);
        return any.build();
    }

    private static Query ofLanguage(String code, Query query) {
        return new BooleanQuery.Builder()
                .add(new TermQuery(new Term(Fields.LANGUAGE, code)), Occur.FILTER)
                .add(query, Occur.MUST)
                .build();
    }

    private void add(Word word, Map<Language, List<Query>> byLanguage, List<Query> unknown) throws IOException {
        if (!word.hasForms()) {
            Query row = row(word);
            byLanguage.values().forEach(queries -> queries.add(row));
            unknown.add(row);
            return;
        }
        String text = word.parts().getFirst();
        Map<String, Map<Language, Set<String>>> found = new TreeMap<>();
        boolean any = false;
        for (String field : fields.keySet()) {
            Map<Language, Set<String>> ofField = forms.of(field, text);
            found.put(field, ofField);
            any = any || ofField.values().stream().anyMatch(set -> !set.isEmpty());
        }
        if (!any) {
            Query misspelt = misspelt(text);
            byLanguage.values().forEach(queries -> queries.add(misspelt));
            unknown.add(misspelt);
            return;
        }
        byLanguage.forEach((language, queries) -> queries.add(
                inAnyField(text, field -> found.getOrDefault(field, Map.of()).getOrDefault(language, Set.of()))));
        unknown.add(inAnyField(text, field -> {
            Set<String> all = new LinkedHashSet<>();
            found.getOrDefault(field, Map.of()).values().forEach(all::addAll);
            return all;
        }));
    }

    // RFC 6203 §3: what that is, is ours to say. All words, of three or more two thirds; those that are in every text
    // need not be there.
    private static Query together(List<Word> words, List<Query> queries, Language language) {
        BooleanQuery.Builder together = new BooleanQuery.Builder();
        int telling = 0;
        for (Word word : words) {
            telling += isTelling(word, language) ? 1 : 0;
        }
        BooleanQuery.Builder needed = new BooleanQuery.Builder();
        for (int i = 0; i < words.size(); i++) {
            boolean isNeeded = telling == 0 || isTelling(words.get(i), language);
            (isNeeded ? needed : together).add(queries.get(i), Occur.SHOULD);
        }
        int count = telling == 0 ? words.size() : telling;
        needed.setMinimumNumberShouldMatch(count < 3 ? count : (2 * count + 2) / 3);
        return together.add(needed.build(), Occur.MUST).build();
    }

    private static boolean isTelling(Word word, Language language) {
        return !word.hasForms() || !LanguageGuess.isCommon(word.parts().getFirst(), language);
    }

    private Query inAnyField(String word, Function<String, Set<String>> formsIn) {
        return inAnyField(field -> {
            Map<String, Float> terms = new LinkedHashMap<>();
            formsIn.apply(field).forEach(form -> terms.put(form, form.equals(word) ? 1 : OTHER_FORM));
            return terms;
        });
    }

    /// @param termsIn those in a field, each with how much it counts
    private Query inAnyField(Function<String, Map<String, Float>> termsIn) {
        List<Query> queries = new ArrayList<>();
        fields.forEach((field, boost) -> {
            SynonymQuery.Builder query = new SynonymQuery.Builder(field);
            termsIn.apply(field).entrySet().stream()
                    .limit(TERMS_MAX)
                    .forEach(term -> query.addTerm(new Term(field, term.getKey()), term.getValue()));
            queries.add(new BoostQuery(query.build(), boost));
        });
        return new DisjunctionMaxQuery(queries, 0);
    }

    // No message has the word: those that are written nearly so.
    private Query misspelt(String word) throws IOException {
        Map<String, Map<String, Float>> spellings = new HashMap<>();
        for (String field : fields.keySet()) {
            spellings.put(field, spellings(field, word));
        }
        return new BoostQuery(inAnyField(field -> spellings.getOrDefault(field, Map.of())), MISSPELT);
    }

    private Map<String, Float> spellings(String field, String word) throws IOException {
        int edits = word.length() < MISSPELT_LENGTH_MIN || word.length() > MISSPELT_LENGTH_MAX
                ? 0
                : word.length() < TWICE_MISSPELT_LENGTH_MIN ? 1 : 2;
        Query any = new FuzzyQuery(
                        new Term(field, word),
                        edits,
                        1,
                        SPELLINGS_MAX,
                        true,
                        new MultiTermQuery.TopTermsScoringBooleanQueryRewrite(SPELLINGS_MAX))
                .rewrite(searcher);
        Map<String, Float> spellings = new LinkedHashMap<>();
        if (any instanceof BooleanQuery found) {
            for (BooleanClause clause : found.clauses()) {
                if (clause.query() instanceof BoostQuery one && one.getQuery() instanceof TermQuery spelling) {
                    spellings.put(spelling.getTerm().text(), one.getBoost());
                }
            }
        }
        return spellings;
    }

    private Query row(Word word) {
        List<Query> queries = new ArrayList<>();
        fields.forEach((field, boost) -> {
            BytesRef[] terms = word.parts().stream()
                    .map(part -> new BytesRef(part.getBytes(StandardCharsets.UTF_8)))
                    .toArray(BytesRef[]::new);
            queries.add(new BoostQuery(new PhraseQuery(field, terms), boost));
        });
        return new DisjunctionMaxQuery(queries, 0);
    }

    /// @param parts one, or the characters of a row
    /// @param hasForms as words of languages with spaces between them have
    private record Word(List<String> parts, boolean hasForms) {}
}
