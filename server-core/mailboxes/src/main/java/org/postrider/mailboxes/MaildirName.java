package org.postrider.mailboxes;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.SystemFlag;

/// The flags in the name of a file in a Maildir: letters behind `:2,`, capitals for the system's flags and small ones
/// for
/// keywords, by the place of their names in `dovecot-keywords`.
final class MaildirName {
    static final String KEYWORDS_FILE = "dovecot-keywords";

    private static final int LETTERS = 26;
    private static final String INFO = ":2,";
    private static final Map<SystemFlag, Character> CAPITALS = new EnumMap<>(Map.of(
            SystemFlag.DRAFT, 'D',
            SystemFlag.FLAGGED, 'F',
            SystemFlag.ANSWERED, 'R',
            SystemFlag.SEEN, 'S',
            SystemFlag.DELETED, 'T'));

    private MaildirName() {}

    /// @param keywords their names, by the number of their letter
    static Flags flags(String file, Map<Integer, Keyword> keywords) {
        int info = file.lastIndexOf(INFO);
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        Set<Keyword> named = new HashSet<>();
        for (int i = info < 0 ? file.length() : info + INFO.length(); i < file.length(); i++) {
            char letter = file.charAt(i);
            CAPITALS.forEach((flag, capital) -> {
                if (capital == letter) {
                    system.add(flag);
                }
            });
            Keyword keyword = keywords.get(letter - 'a');
            if (keyword != null) {
                named.add(keyword);
            }
        }
        return Flags.of(system, named);
    }

    /// What stands behind the unique part of a name.
    ///
    /// @param keywords gets those that it lacks, as far as there are letters
    static String info(Flags flags, List<Keyword> keywords) {
        StringBuilder letters = new StringBuilder(INFO);
        CAPITALS.entrySet().stream()
                .filter(each -> flags.has(each.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .forEach(letters::append);
        flags.keywords().stream()
                .mapToInt(keyword -> number(keyword, keywords))
                .filter(number -> number < LETTERS)
                .sorted()
                .forEach(number -> letters.append((char) ('a' + number)));
        return letters.toString();
    }

    private static int number(Keyword keyword, List<Keyword> keywords) {
        int number = keywords.indexOf(keyword);
        if (number >= 0 || keywords.size() == LETTERS) {
            return number < 0 ? LETTERS : number;
        }
        keywords.add(keyword);
        return keywords.size() - 1;
    }
}
