package org.postrider.imap.search;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.PartialRange;
import org.postrider.imap.syntax.ReturnOptions;
import org.postrider.imap.syntax.ReturnOptions.Item;

/// What was found, as RETURN wants it told (RFC 4731 §3.1, RFC 5267 §3, RFC 9394 §3.1). Confined to the session's
/// thread.
public final class SearchAnswer {
    private final ReturnOptions returning;
    private final SearchScope scope;
    /// In the order of the answer.
    private final int[] positions;

    private final boolean uid;

    SearchAnswer(ReturnOptions returning, SearchScope scope, int[] positions, boolean uid) {
        this.returning = returning;
        this.scope = scope;
        this.positions = positions;
        this.uid = uid;
    }

    /// ` MIN 2 COUNT 17 ALL 2,5:20`
    String items(boolean modSeq, IntUnaryOperator relevance) {
        StringBuilder out = new StringBuilder();
        int last = positions.length - 1;
        if (returning.has(Item.MIN) && last >= 0) {
            out.append(" MIN ").append(scope.name(positions[0], uid));
        }
        if (returning.has(Item.MAX) && last >= 0) {
            out.append(" MAX ").append(scope.name(positions[last], uid));
        }
        if (returning.has(Item.ALL) && last >= 0) {
            out.append(" ALL ").append(runs(0, positions.length));
        }
        if (returning.has(Item.COUNT)) {
            out.append(" COUNT ").append(positions.length);
        }
        if (returning.partial().isPresent()) {
            PartialRange range = returning.partial().get();
            int from = range.from(positions.length);
            int to = range.to(positions.length);
            // RFC 9394 §3.1: NIL where there are none
            out.append(" PARTIAL (").append(range.text()).append(' ');
            out.append(from < to ? runs(from, to) : "NIL").append(')');
        }
        if (returning.has(Item.RELEVANCY)) {
            relevancy(relevance, out);
        }
        if (modSeq && last >= 0) {
            out.append(" MODSEQ ").append(highest());
        }
        return out.toString();
    }

    // RFC 6203 §4: for each message of ALL or PARTIAL
    private void relevancy(IntUnaryOperator relevance, StringBuilder out) {
        int from =
                returning.partial().map(range -> range.from(positions.length)).orElse(0);
        int to = returning.partial().map(range -> range.to(positions.length)).orElse(positions.length);
        if (from < to) {
            out.append(" RELEVANCY (");
            for (int i = from; i < to; i++) {
                out.append(i > from ? " " : "").append(relevance.applyAsInt(positions[i]));
            }
            out.append(')');
        }
    }

    // RFC 4731 §3.2: of the messages that are told
    private long highest() {
        MailboxView view = scope.view();
        long highest = 0;
        for (int position : told()) {
            highest = Math.max(highest, view.modSeq(position));
        }
        return highest;
    }

    /// What `$` becomes (RFC 5182 §2.1, RFC 9394 §3.1).
    UidSet saved() {
        int[] told = told();
        long[] uids = new long[told.length];
        for (int i = 0; i < told.length; i++) {
            uids[i] = scope.view().uid(told[i]);
        }
        return UidSet.of(uids);
    }

    // MIN and MAX alone mean those messages alone; PARTIAL its part.
    private int[] told() {
        if (positions.length == 0) {
            return positions;
        }
        boolean ends = returning.has(Item.MIN) || returning.has(Item.MAX);
        boolean all = returning.has(Item.ALL) || returning.has(Item.COUNT);
        if (all || (!ends && returning.partial().isEmpty())) {
            return positions;
        }
        java.util.stream.IntStream.Builder some = java.util.stream.IntStream.builder();
        if (returning.has(Item.MIN)) {
            some.add(positions[0]);
        }
        if (returning.has(Item.MAX)) {
            some.add(positions[positions.length - 1]);
        }
        if (returning.partial().isPresent()) {
            PartialRange range = returning.partial().get();
            for (int i = range.from(positions.length); i < range.to(positions.length); i++) {
                some.add(positions[i]);
            }
        }
        return some.build().toArray();
    }

    private String runs(int from, int to) {
        long[] numbers = new long[to - from];
        for (int i = from; i < to; i++) {
            numbers[i - from] = scope.name(positions[i], uid);
        }
        return runs(numbers);
    }

    /// `5:7,2`: numbers in any order, which stays.
    public static String runs(long... numbers) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < numbers.length) {
            int end = i;
            while (end + 1 < numbers.length && numbers[end + 1] == numbers[end] + 1) {
                end++;
            }
            out.append(i > 0 ? "," : "").append(numbers[i]);
            if (end > i) {
                out.append(':').append(numbers[end]);
            }
            i = end + 1;
        }
        return out.toString();
    }

    public static String runs(List<Long> numbers) {
        return runs(numbers.stream().mapToLong(Long::longValue).toArray());
    }
}
