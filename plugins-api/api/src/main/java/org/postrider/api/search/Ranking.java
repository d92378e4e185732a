package org.postrider.api.search;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What was found, and how well each fits. Immutable.
public final class Ranking {
    private final BitSet positions = new BitSet();
    private final Map<Integer, Float> scores;

    private Ranking(Map<Integer, Float> scores) {
        this.scores = scores;
        scores.keySet().forEach(positions::set);
    }

    /// All fit equally well.
    public static Ranking equal(BitSet positions) {
        Map<Integer, Float> scores = new HashMap<>();
        positions.stream().forEach(position -> scores.put(position, 1f));
        return new Ranking(scores);
    }

    /// @param scores for each position, of any scale, greater than 0; more is better
    public static Ranking of(Map<Integer, Float> scores) {
        float best = 0;
        for (float score : scores.values()) {
            if (!(score > 0) || Float.isInfinite(score)) {
                throw new IllegalArgumentException("a score is a number greater than 0, not " + score);
            }
            best = Math.max(best, score);
        }
        float whole = best;
        Map<Integer, Float> parts = new HashMap<>();
        scores.forEach((position, score) -> parts.put(position, score / whole));
        return new Ranking(parts);
    }

    /// What was found, as positions in the mailbox's view; a copy.
    public BitSet positions() {
        return (BitSet) positions.clone();
    }

    /// How well the message at a position fits: 1 is best; 0 where it was not found.
    public float score(int position) {
        return scores.getOrDefault(position, 0f);
    }
}
