package org.postrider.maildir;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;

/// Turns flag words into flags, each combination once. Thread-safe.
final class FlagSets {
    private final Map<Integer, Keyword> letters = new TreeMap<>();
    private final Map<Long, Flags> known = new ConcurrentHashMap<>();

    private FlagSets() {}

    /// With the keywords' letters as they are now: a letter never changes its meaning.
    static FlagSets of(Keywords keywords) {
        FlagSets sets = new FlagSets();
        for (int letter = 0; letter < Keywords.COUNT_MAX; letter++) {
            for (Keyword keyword : keywords.names(1 << letter)) {
                sets.letters.put(letter, keyword);
            }
        }
        return sets;
    }

    Flags flags(long word) {
        return known.computeIfAbsent(word, this::make);
    }

    private Flags make(long word) {
        Set<Keyword> names = new java.util.TreeSet<>();
        int keywords = Messages.keywordBits(word);
        letters.forEach((letter, keyword) -> {
            if ((keywords & (1 << letter)) != 0) {
                names.add(keyword);
            }
        });
        return Flags.ofBits(Messages.systemBits(word), names);
    }
}
