package org.postrider.imap.syntax;

import java.util.ArrayList;
import java.util.List;

/// One of the things that SORT orders by (RFC 5256 §3, RFC 5957 §3, RFC 6203 §5).
public record SortCriterion(Key key, boolean reverse) {
    private static final int COUNT_MAX = 20;

    /// Reads `(REVERSE DATE SUBJECT)`.
    static List<SortCriterion> read(ImapInput input) throws ImapSyntaxException {
        List<SortCriterion> criteria = new ArrayList<>();
        boolean[] reverse = {false};
        input.list(() -> {
            String word = input.word();
            if (word.equals("REVERSE") && !reverse[0]) {
                reverse[0] = true;
            } else {
                criteria.add(new SortCriterion(key(word), reverse[0]));
                reverse[0] = false;
            }
            return word;
        });
        if (criteria.isEmpty() || reverse[0] || criteria.size() > COUNT_MAX) {
            throw new ImapSyntaxException("SORT wants 1 to " + COUNT_MAX + " things to sort by");
        }
        return criteria;
    }

    private static Key key(String word) throws ImapSyntaxException {
        for (Key key : Key.values()) {
            if (key.name().equals(word)) {
                return key;
            }
        }
        throw new ImapSyntaxException("SORT does not know " + word);
    }

    public enum Key {
        ARRIVAL,
        CC,
        DATE,
        DISPLAYFROM,
        DISPLAYTO,
        FROM,
        RELEVANCY,
        SIZE,
        SUBJECT,
        TO
    }
}
