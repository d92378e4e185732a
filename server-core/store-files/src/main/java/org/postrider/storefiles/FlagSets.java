package org.postrider.storefiles;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;

/// Turns flag words into flags, each combination once. Thread-safe.
public final class FlagSets {
    private static final int KNOWN_MAX = 10_000;

    private final List<Optional<Keyword>> names;
    private final Map<Long, Flags> known = new ConcurrentHashMap<>();

    /// @param names of the keywords as they are now: a number never changes its meaning
    public FlagSets(List<Optional<Keyword>> names) {
        this.names = names;
    }

    /// How many keywords it knows.
    public int size() {
        return names.size();
    }

    public Flags flags(long word) {
        Flags flags = known.get(word);
        if (flags == null) {
            flags = make(word);
            if (known.size() < KNOWN_MAX) {
                known.put(word, flags);
            }
        }
        return flags;
    }

    // A letter in a file's name that no line of the keywords' file explains is kept, and not shown.
    private Flags make(long word) {
        Set<Keyword> keywords = new TreeSet<>();
        for (int number = 0; number < names.size(); number++) {
            if ((FlagWord.keywords(word) & (1L << number)) != 0) {
                names.get(number).ifPresent(keywords::add);
            }
        }
        return Flags.ofBits(FlagWord.system(word), keywords);
    }
}
