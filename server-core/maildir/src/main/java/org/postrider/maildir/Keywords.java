package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.storefiles.FlagWord;
import org.postrider.storefiles.SmallFiles;

/// The numbers of a mailbox's keywords, in its file `postrider-keywords`: a line `# postrider-keywords 1`, then `0
/// $Forwarded`
/// for the letter `a` in file names, and so on, as in Dovecot's `dovecot-keywords`. Numbers from 26 on have no letter:
/// which messages have those is in [MoreKeywords]. A number never changes its meaning. Until there is such a file,
/// `dovecot-keywords` counts, where a Dovecot was before. Guarded by the mailbox's lock.
final class Keywords {
    static final String FILE = "postrider-keywords";

    private static final String DOVECOT = "dovecot-keywords";
    private static final String TITLE = "# postrider-keywords 1";

    private final Path file;
    /// Empty where a line is missing or bad: the number stays unused.
    private final List<Optional<Keyword>> names;

    private Keywords(Path file, List<Optional<Keyword>> names) {
        this.file = file;
        this.names = names;
    }

    static Keywords read(Path folder) throws IOException {
        Keywords keywords = new Keywords(folder.resolve(FILE), new ArrayList<>());
        Path known = Files.exists(keywords.file) ? keywords.file : folder.resolve(DOVECOT);
        for (String line : SmallFiles.lines(known)) {
            if (!line.startsWith("#")) {
                keywords.take(line);
            }
        }
        return keywords;
    }

    /// The bits of those keywords that the mailbox knows.
    long knownBits(Set<Keyword> wanted) {
        long bits = 0;
        for (Keyword keyword : wanted) {
            int number = names.indexOf(Optional.of(keyword));
            bits |= number < 0 ? 0 : 1L << number;
        }
        return bits;
    }

    /// The bits of these keywords; those that are new to the mailbox get numbers.
    ///
    /// @throws StoreException INVALID where there are too many
    long bits(Set<Keyword> wanted) throws StoreException {
        int before = names.size();
        long bits = 0;
        for (Keyword keyword : wanted) {
            int number = names.indexOf(Optional.of(keyword));
            if (number < 0) {
                number = names.size();
                names.add(Optional.of(keyword));
            }
            bits |= number < FlagWord.KEYWORDS_MAX ? 1L << number : 0;
        }
        if (names.size() > FlagWord.KEYWORDS_MAX) {
            names.subList(before, names.size()).clear();
            throw new StoreException(
                    Kind.INVALID, "a mailbox holds at most " + FlagWord.KEYWORDS_MAX + " different keywords");
        }
        if (names.size() > before) {
            write(before);
        }
        return bits;
    }

    List<Optional<Keyword>> names() {
        return List.copyOf(names);
    }

    /// False where another hand changed or removed the file.
    boolean isOnDisk() throws IOException {
        return read(file.resolveSibling("")).names.equals(names);
    }

    Keywords movedTo(Path folder) {
        return new Keywords(folder.resolve(FILE), names);
    }

    /// Writes the file anew.
    void write() throws StoreException {
        write(names.size());
    }

    private void take(String line) {
        int space = line.indexOf(' ');
        try {
            int number = Integer.parseInt(line, 0, Math.max(space, 0), 10);
            Keyword name = Keyword.of(line.substring(space + 1));
            if (number < 0 || number >= FlagWord.KEYWORDS_MAX || names.contains(Optional.of(name))) {
                return;
            }
            while (names.size() <= number) {
                names.add(Optional.empty());
            }
            names.set(number, Optional.of(name));
        } catch (IllegalArgumentException e) {
            // A line that another hand wrote badly: its letter has no name.
            return;
        }
    }

    private void write(int before) throws StoreException {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        for (int number = 0; number < names.size(); number++) {
            int shown = number;
            names.get(number)
                    .ifPresent(name ->
                            text.append(shown).append(' ').append(name.name()).append('\n'));
        }
        try {
            SmallFiles.replace(file, text.toString());
        } catch (StoreException e) {
            names.subList(before, names.size()).clear();
            throw e;
        }
    }
}
