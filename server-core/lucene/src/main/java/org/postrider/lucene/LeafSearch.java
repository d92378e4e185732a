package org.postrider.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MultiPhraseQuery;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.postrider.api.search.TextKey;

/// Looks for text in one segment of an index. Confined to one thread.
///
/// A needle inside one word is found by going through the dictionary: each document with a word that has the needle in
/// it has the text. One that reaches over several tokens is a phrase whose first token ends with the needle's
/// start, and whose last begins with its end.
final class LeafSearch {
    // Beyond this, a phrase with each of them takes longer than looking at the messages.
    private static final int ALTERNATIVES_MAX = 2000;
    private static final int TERMS_BETWEEN_LOOKS = 1024;

    private final LeafReader leaf;
    private final FixedBitSet sure;
    private final FixedBitSet unsure;

    private LeafSearch(LeafReader leaf) {
        this.leaf = leaf;
        this.sure = new FixedBitSet(leaf.maxDoc());
        this.unsure = new FixedBitSet(leaf.maxDoc());
    }

    static Hits search(LeafReader leaf, TextKey key) throws IOException {
        LeafSearch search = new LeafSearch(leaf);
        search.find(key, Folding.fold(key.text()));
        search.doubtPartial();
        return new Hits(search.sure, search.unsure);
    }

    private void find(TextKey key, String sought) throws IOException {
        switch (key) {
            case TextKey.InHeader(var name, var _) -> inHeader(name.toLowerCase(Locale.ROOT), sought);
            case TextKey.InBody _ when sought.isEmpty() -> sure.set(0, leaf.maxDoc());
            case TextKey.Anywhere _ when sought.isEmpty() -> sure.set(0, leaf.maxDoc());
            case TextKey.InBody _ -> inField(Fields.BODY, Needle.of(sought), sure);
            case TextKey.Anywhere _ -> {
                inField(Fields.BODY, Needle.of(sought), sure);
                inField(Fields.HEADER, Needle.of(sought), sure);
            }
        }
    }

    private void inHeader(String name, String sought) throws IOException {
        String own = Fields.OWN_HEADERS.get(name);
        if (sought.isEmpty()) {
            withTerm(Fields.NAMES, name, sure);
        } else if (own != null) {
            inField(own, Needle.of(sought), sure);
        } else {
            // In which field it stands is looked at.
            FixedBitSet named = new FixedBitSet(leaf.maxDoc());
            withTerm(Fields.NAMES, name, named);
            if (!named.scanIsEmpty()) {
                FixedBitSet found = new FixedBitSet(leaf.maxDoc());
                inField(Fields.HEADER, Needle.of(sought), found);
                found.or(unsure);
                found.and(named);
                unsure.clear();
                unsure.or(found);
            }
        }
    }

    private void inField(String field, Needle needle, FixedBitSet found) throws IOException {
        Terms terms = leaf.terms(field);
        if (terms == null) {
            return;
        }
        FixedBitSet into = needle.exact() ? found : unsure;
        if (needle.isSpace()) {
            unsure.set(0, leaf.maxDoc());
        } else if (needle.parts().size() == 1) {
            union(terms, needle.parts().getFirst(), into);
        } else {
            phrase(field, terms, needle, into);
        }
    }

    private void phrase(String field, Terms terms, Needle needle, FixedBitSet into) throws IOException {
        MultiPhraseQuery.Builder query = new MultiPhraseQuery.Builder();
        for (Needle.Part part : needle.parts()) {
            List<Term> alternatives = new ArrayList<>();
            each(terms, part, found -> {
                alternatives.add(new Term(field, BytesRef.deepCopyOf(found.term())));
                return alternatives.size() <= ALTERNATIVES_MAX;
            });
            if (alternatives.isEmpty()) {
                return;
            }
            if (alternatives.size() > ALTERNATIVES_MAX) {
                conjunction(terms, needle);
                return;
            }
            query.add(alternatives.toArray(Term[]::new));
        }
        IndexSearcher searcher = new IndexSearcher(leaf);
        searcher.setQueryCache(null);
        Scorer scorer = searcher.createWeight(searcher.rewrite(query.build()), ScoreMode.COMPLETE_NO_SCORES, 1)
                .scorer(leaf.getContext());
        if (scorer != null) {
            into.or(scorer.iterator());
        }
    }

    // Documents that have all tokens, in a row or not.
    private void conjunction(Terms terms, Needle needle) throws IOException {
        FixedBitSet all = new FixedBitSet(leaf.maxDoc());
        all.set(0, leaf.maxDoc());
        for (Needle.Part part : needle.parts()) {
            FixedBitSet one = new FixedBitSet(leaf.maxDoc());
            union(terms, part, one);
            all.and(one);
        }
        unsure.or(all);
    }

    private static void union(Terms terms, Needle.Part part, FixedBitSet into) throws IOException {
        int[] count = {0};
        PostingsEnum[] reused = {null};
        each(terms, part, found -> {
            PostingsEnum documents = found.postings(reused[0], PostingsEnum.NONE);
            reused[0] = documents;
            for (int doc = documents.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = documents.nextDoc()) {
                into.set(doc);
            }
            return ++count[0] % TERMS_BETWEEN_LOOKS != 0 || into.cardinality() < into.length();
        });
    }

    private static void each(Terms terms, Needle.Part part, TermUse use) throws IOException {
        TermsEnum found = terms.iterator();
        byte[] octets = part.octets();
        switch (part.match()) {
            case EQUAL -> {
                if (found.seekExact(new BytesRef(octets))) {
                    use.take(found);
                }
            }
            case BEGIN -> {
                boolean more = found.seekCeil(new BytesRef(octets)) != TermsEnum.SeekStatus.END;
                while (more && begins(found.term(), octets) && use.take(found)) {
                    more = found.next() != null;
                }
            }
            case END -> {
                BytesRef term = found.next();
                while (term != null && (!ends(term, octets) || use.take(found))) {
                    term = found.next();
                }
            }
            case INSIDE -> {
                BytesRef term = found.next();
                while (term != null && (!contains(term, octets) || use.take(found))) {
                    term = found.next();
                }
            }
        }
    }

    private static boolean begins(BytesRef term, byte[] octets) {
        return term.length >= octets.length
                && Arrays.equals(term.bytes, term.offset, term.offset + octets.length, octets, 0, octets.length);
    }

    private static boolean ends(BytesRef term, byte[] octets) {
        int end = term.offset + term.length;
        return term.length >= octets.length
                && Arrays.equals(term.bytes, end - octets.length, end, octets, 0, octets.length);
    }

    private static boolean contains(BytesRef term, byte[] octets) {
        int last = term.offset + term.length - octets.length;
        for (int i = term.offset; i <= last; i++) {
            if (term.bytes[i] == octets[0]
                    && Arrays.equals(term.bytes, i, i + octets.length, octets, 0, octets.length)) {
                return true;
            }
        }
        return false;
    }

    private void withTerm(String field, String term, FixedBitSet into) throws IOException {
        PostingsEnum documents = leaf.postings(new Term(field, term), PostingsEnum.NONE);
        if (documents != null) {
            into.or(documents);
        }
    }

    private void doubtPartial() throws IOException {
        FixedBitSet partial = new FixedBitSet(leaf.maxDoc());
        withTerm(Fields.PARTIAL, "1", partial);
        sure.andNot(partial);
        unsure.andNot(sure);
        unsure.or(partial);
    }

    /// @param sure documents that have the text
    /// @param unsure documents whose message must be looked at; the others do not have the text
    record Hits(FixedBitSet sure, FixedBitSet unsure) {}

    private interface TermUse {
        /// @return false where no more is needed
        boolean take(TermsEnum term) throws IOException;
    }
}
