package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.StoreException;

/// The letters of a mailbox's keywords, in its file `postrider-keywords`: a line `0 $Forwarded` for the letter `a`, and
/// so
/// on, as Dovecot's `dovecot-keywords` has it. Guarded by the mailbox's lock.
final class Keywords {
    static final String FILE = "postrider-keywords";
    static final int COUNT_MAX = 26;

    private final Path file;
    private final List<Keyword> names = new ArrayList<>();

    private Keywords(Path file) {
        this.file = file;
    }

    static Keywords read(Path folder) throws IOException {
        Keywords keywords = new Keywords(folder.resolve(FILE));
        if (Files.exists(keywords.file)) {
            for (String line : Files.readAllLines(keywords.file)) {
                keywords.add(line);
            }
        }
        return keywords;
    }

    /// @throws StoreException INVALID where there would be more than letters
    int bits(Set<Keyword> wanted) throws StoreException {
        int bits = 0;
        boolean added = false;
        for (Keyword keyword : wanted) {
            int letter = names.indexOf(keyword);
            if (letter < 0) {
                if (names.size() == COUNT_MAX) {
                    throw new StoreException(
                            StoreException.Kind.INVALID, "a mailbox holds " + COUNT_MAX + " different keywords");
                }
                letter = names.size();
                names.add(keyword);
                added = true;
            }
            bits |= 1 << letter;
        }
        if (added) {
            write();
        }
        return bits;
    }

    Set<Keyword> names(int bits) {
        Set<Keyword> set = new TreeSet<>();
        for (int letter = 0; letter < COUNT_MAX; letter++) {
            if ((bits & (1 << letter)) != 0) {
                set.add(letter < names.size() ? names.get(letter) : Keyword.of("keyword-" + (char) ('a' + letter)));
            }
        }
        return set;
    }

    private void add(String line) {
        int space = line.indexOf(' ');
        try {
            int letter = Integer.parseInt(line.substring(0, Math.max(space, 0)));
            if (letter == names.size() && letter < COUNT_MAX) {
                names.add(Keyword.of(line.substring(space + 1)));
            }
        } catch (IllegalArgumentException e) {
            // A line that another hand wrote badly: its letter goes by its own name.
            names.add(Keyword.of("keyword-" + (char) ('a' + names.size())));
        }
    }

    private void write() throws StoreException {
        StringBuilder text = new StringBuilder();
        for (int letter = 0; letter < names.size(); letter++) {
            text.append(letter).append(' ').append(names.get(letter).name()).append('\n');
        }
        SmallFiles.replace(file, text.toString());
    }
}
