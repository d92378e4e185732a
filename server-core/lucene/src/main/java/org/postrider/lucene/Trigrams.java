package org.postrider.lucene;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Every three characters in a row that a text has.
final class Trigrams {
    static final int LENGTH = 3;

    private Trigrams() {}

    static Set<String> of(String text) {
        Set<String> all = new HashSet<>();
        add(text, all);
        return all;
    }

    static void add(String text, Set<String> all) {
        for (int i = 0; i + LENGTH <= text.length(); i++) {
            all.add(text.substring(i, i + LENGTH));
        }
    }

    /// Some of a needle's: enough to leave few candidates.
    static List<String> some(String needle, int max) {
        List<String> all = new ArrayList<>(of(needle));
        return all.subList(0, Math.min(all.size(), max));
    }

    /// As Lucene takes them.
    static TokenStream stream(Set<String> trigrams) {
        return new Stream(trigrams.iterator());
    }

    private static final class Stream extends TokenStream {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Iterator<String> next;

        Stream(Iterator<String> next) {
            this.next = next;
        }

        @Override
        public boolean incrementToken() {
            clearAttributes();
            if (!next.hasNext()) {
                return false;
            }
            term.append(next.next());
            return true;
        }
    }
}
