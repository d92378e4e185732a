package org.postrider.imap.syntax;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.store.UidSet;

/// `2:4,7,9:*`: sequence numbers or UIDs (RFC 3501 §9, sequence-set).
///
/// @param ranges as they were written; 0 stands for `*`; none for `$`
public record SequenceSet(List<Range> ranges) {
    /// `$`: what the last search saved (RFC 5182 §2.1).
    static final SequenceSet SAVED = new SequenceSet(List.of());

    private static final int RANGES_MAX = 100_000;

    public SequenceSet {
        ranges = List.copyOf(ranges);
    }

    static SequenceSet parse(String text) throws ImapSyntaxException {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int colon = part.indexOf(':');
            long first = number(colon < 0 ? part : part.substring(0, colon));
            ranges.add(new Range(first, colon < 0 ? first : number(part.substring(colon + 1))));
            if (ranges.size() > RANGES_MAX) {
                throw new ImapSyntaxException("a set of more than " + RANGES_MAX + " ranges");
            }
        }
        return new SequenceSet(ranges);
    }

    public boolean isSaved() {
        return ranges.isEmpty();
    }

    /// @param star what `*` stands for: the largest number in use; 0 where nothing is
    public UidSet resolve(long star) {
        List<UidSet.Range> resolved = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            long one = range.first() == 0 ? star : range.first();
            long other = range.last() == 0 ? star : range.last();
            if (one > 0 && other > 0) {
                resolved.add(new UidSet.Range(Math.min(one, other), Math.max(one, other)));
            }
        }
        return UidSet.ofRanges(resolved);
    }

    private static long number(String text) throws ImapSyntaxException {
        if (text.equals("*")) {
            return 0;
        }
        boolean digits = !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long value = digits ? Long.parseLong(text) : 0;
        if (value < 1 || value > UidSet.UID_MAX) {
            throw new ImapSyntaxException("'" + text + "' is no number of a message");
        }
        return value;
    }

    /// @param first 0 for `*`
    /// @param last 0 for `*`
    public record Range(long first, long last) {}
}
