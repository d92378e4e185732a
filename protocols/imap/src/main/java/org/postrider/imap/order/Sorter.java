package org.postrider.imap.order;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.postrider.imap.syntax.SortCriterion;

/// Sorts messages (RFC 5256 §3).
public final class Sorter {
    private Sorter() {}

    /// The positions of `found` in order; those that are equal in the order of their numbers.
    ///
    /// @param relevance how well the message at a position was found; more is better
    public static int[] sort(OrderTable table, BitSet found, List<SortCriterion> criteria, IntUnaryOperator relevance) {
        int[] order = found.stream().toArray();
        long[] packed = new long[order.length];
        // The least important first: each pass keeps the order of what is equal to it.
        for (SortCriterion criterion : criteria.reversed()) {
            IntUnaryOperator rank = rank(table, criterion.key(), relevance);
            for (int i = 0; i < order.length; i++) {
                int value = rank.applyAsInt(order[i]);
                packed[i] = (long) (criterion.reverse() ? -value : value) << 32 | i;
            }
            Arrays.sort(packed);
            int[] before = order.clone();
            for (int i = 0; i < order.length; i++) {
                order[i] = before[(int) packed[i]];
            }
        }
        return order;
    }

    private static IntUnaryOperator rank(OrderTable table, SortCriterion.Key key, IntUnaryOperator relevance) {
        if (key == SortCriterion.Key.RELEVANCY) {
            // RFC 6203 §5: the best first
            return position -> -relevance.applyAsInt(position);
        }
        int[] ranks = switch (key) {
            case ARRIVAL -> table.ranks(OrderTable.Quantity.ARRIVAL);
            case DATE -> table.ranks(OrderTable.Quantity.SENT);
            case SIZE -> table.ranks(OrderTable.Quantity.SIZE);
            case CC -> table.ranks(OrderTable.Text.CC);
            case FROM -> table.ranks(OrderTable.Text.FROM);
            case TO -> table.ranks(OrderTable.Text.TO);
            case SUBJECT -> table.ranks(OrderTable.Text.SUBJECT);
            case DISPLAYFROM -> table.ranks(OrderTable.Text.DISPLAY_FROM);
            case DISPLAYTO -> table.ranks(OrderTable.Text.DISPLAY_TO);
            case RELEVANCY -> throw new IllegalStateException("it was dealt with above");
        };
        return position -> ranks[position];
    }
}
