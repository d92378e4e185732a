package org.postrider.imap.search;

import java.util.List;
import java.util.function.Predicate;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.SearchKey;
import org.postrider.imap.syntax.SequenceSet;

/// Looks at what a search asks for.
public final class SearchKeys {
    private SearchKeys() {}

    /// With the messages that were saved in the place of `$` (RFC 5182 §2.1).
    static SearchKey withSaved(SearchKey key, UidSet saved) {
        return switch (key) {
            case SearchKey.Sequence(var set) when set.isSaved() -> uids(saved);
            case SearchKey.Uids(var set) when set.isSaved() -> uids(saved);
            case SearchKey.And(var keys) ->
                new SearchKey.And(
                        keys.stream().map(each -> withSaved(each, saved)).toList());
            case SearchKey.Or(var one, var other) -> new SearchKey.Or(withSaved(one, saved), withSaved(other, saved));
            case SearchKey.Not(var inside) -> new SearchKey.Not(withSaved(inside, saved));
            case SearchKey.Fuzzy(var inside) -> new SearchKey.Fuzzy(withSaved(inside, saved));
            case SearchKey.All _, SearchKey.HasFlags _, SearchKey.Sequence _, SearchKey.Uids _ -> key;
            case SearchKey.Larger _, SearchKey.Smaller _, SearchKey.ModSeqAtLeast _ -> key;
            case SearchKey.Within _, SearchKey.Dated _, SearchKey.Text _ -> key;
            case SearchKey.Saved _, SearchKey.ObjectId _ -> key;
        };
    }

    private static SearchKey uids(UidSet set) {
        if (set.isEmpty()) {
            return new SearchKey.Not(new SearchKey.All());
        }
        List<SequenceSet.Range> ranges = set.ranges().stream()
                .map(range -> new SequenceSet.Range(range.first(), range.last()))
                .toList();
        return new SearchKey.Uids(new SequenceSet(ranges));
    }

    /// Sequence numbers are among them, or `$`.
    static boolean hasNumbers(SearchKey key) {
        return any(
                key,
                each -> each instanceof SearchKey.Sequence
                        || (each instanceof SearchKey.Uids(var set) && set.isSaved()));
    }

    /// Sequence numbers are among them.
    static boolean hasSequence(SearchKey key) {
        return any(key, each -> each instanceof SearchKey.Sequence(var set) && !set.isSaved());
    }

    /// Whether a message matches may change without a change of that message: with time, or with what comes and goes.
    static boolean isUnsteady(SearchKey key) {
        return any(
                key,
                each -> each instanceof SearchKey.Within
                        || each instanceof SearchKey.Sequence
                        || (each instanceof SearchKey.Uids(var set) && hasStar(set)));
    }

    private static boolean hasStar(SequenceSet set) {
        return set.ranges().stream().anyMatch(range -> range.first() == 0 || range.last() == 0);
    }

    static boolean isFuzzy(SearchKey key) {
        return any(key, SearchKey.Fuzzy.class::isInstance);
    }

    private static boolean any(SearchKey key, Predicate<SearchKey> test) {
        return test.test(key)
                || switch (key) {
                    case SearchKey.And(var keys) -> keys.stream().anyMatch(each -> any(each, test));
                    case SearchKey.Or(var one, var other) -> any(one, test) || any(other, test);
                    case SearchKey.Not(var inside) -> any(inside, test);
                    case SearchKey.Fuzzy(var inside) -> any(inside, test);
                    case SearchKey.All _, SearchKey.HasFlags _, SearchKey.Sequence _, SearchKey.Uids _ -> false;
                    case SearchKey.Larger _, SearchKey.Smaller _, SearchKey.ModSeqAtLeast _ -> false;
                    case SearchKey.Within _, SearchKey.Dated _, SearchKey.Text _ -> false;
                    case SearchKey.Saved _, SearchKey.ObjectId _ -> false;
                };
    }
}
