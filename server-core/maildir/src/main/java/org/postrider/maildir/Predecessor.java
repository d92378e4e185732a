package org.postrider.maildir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.UidSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What another mail server put down about a mailbox that is ours now: clients that know its messages need not load
/// them again. Read only; the files stay for the way back.
///
/// | server | file | |
/// |---|---|---|
/// | Dovecot | `dovecot-uidlist` | `3 VUIDVALIDITY NUIDNEXT GGUID`, then `UID FIELDS :FILE` |
/// | Dovecot 1.0 | `dovecot-uidlist` | as Courier |
/// | Courier | `courierimapuiddb` | `1 UIDVALIDITY UIDNEXT`, then `UID FILE` |
/// | Courier | `courierimapkeywords/:list` | keywords, an empty line, then `FILE:NUMBER NUMBER` |
///
/// `dovecot-keywords` has the form of [Keywords], which reads it.
///
/// @param uidNext above all UIDs that were given out
/// @param uids by the part of a file's name that never changes
/// @param keywords by the same; those that have no letter in the name
record Predecessor(long uidValidity, long uidNext, Map<String, Long> uids, Map<String, Set<Keyword>> keywords) {
    static final Predecessor NONE = new Predecessor(0, 1, Map.of(), Map.of());

    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);
    private static final String DOVECOT = "dovecot-uidlist";
    private static final String COURIER = "courierimapuiddb";
    private static final String COURIER_KEYWORDS = "courierimapkeywords/:list";

    /// Empty where there was none, or where its file cannot be understood.
    static Optional<Predecessor> of(Path folder) throws IOException {
        Optional<Path> list = newest(folder.resolve(DOVECOT), folder.resolve(COURIER));
        if (list.isEmpty()) {
            return Optional.empty();
        }
        try (BufferedReader lines = Files.newBufferedReader(list.get(), StandardCharsets.ISO_8859_1)) {
            Predecessor found = read(lines).withKeywords(courierKeywords(folder));
            LOG.info(
                    "{} is taken over, with the {} UIDs of {}",
                    folder,
                    found.uids.size(),
                    list.get().getFileName());
            return Optional.of(found);
        } catch (NumberFormatException e) {
            LOG.warn("{} cannot be understood: clients load the mailbox again", list.get(), e);
            return Optional.empty();
        }
    }

    /// The UID that a file had; empty where the other server had not seen it.
    OptionalLong uid(MessageFile file) {
        Long uid = uids.get(file.base());
        return uid == null ? OptionalLong.empty() : OptionalLong.of(uid);
    }

    Set<Keyword> keywords(MessageFile file) {
        return keywords.getOrDefault(file.base(), Set.of());
    }

    private static Optional<Path> newest(Path one, Path other) throws IOException {
        boolean both = Files.isRegularFile(one) && Files.isRegularFile(other);
        if (both) {
            boolean first = Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) >= 0;
            return Optional.of(first ? one : other);
        }
        return Files.isRegularFile(one) ? Optional.of(one) : Optional.of(other).filter(Files::isRegularFile);
    }

    private static Predecessor read(BufferedReader lines) throws IOException {
        String header = lines.readLine();
        String[] words = header == null ? new String[0] : header.split(" ");
        boolean named = words.length > 1 && words[0].equals("3");
        if (!named && (words.length < 3 || !words[0].equals("1"))) {
            throw new NumberFormatException("the first line is " + header);
        }
        long uidValidity = inRange(named ? field(words, 'V') : Long.parseLong(words[1]));
        long uidNext = named ? field(words, 'N') : Long.parseLong(words[2]);
        Map<String, Long> uids = new HashMap<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int end = line.indexOf(' ');
            int name = named ? line.indexOf(" :") + 2 : end + 1;
            if (end > 0 && name > end) {
                long uid = inRange(Long.parseLong(line, 0, end, 10));
                uidNext = Math.max(uidNext, uid + 1);
                // A file that is there twice was added again.
                uids.put(MessageFile.parse(line.substring(name), false).base(), uid);
            }
        }
        return new Predecessor(uidValidity, uidNext, uids, Map.of());
    }

    private static long field(String[] words, char name) {
        for (String word : words) {
            if (!word.isEmpty() && word.charAt(0) == name) {
                return Long.parseLong(word, 1, word.length(), 10);
            }
        }
        throw new NumberFormatException("the first line has no " + name);
    }

    private static long inRange(long number) {
        if (number < 1 || number > UidSet.UID_MAX) {
            throw new NumberFormatException(number + " is no UID");
        }
        return number;
    }

    private Predecessor withKeywords(Map<String, Set<Keyword>> others) {
        return new Predecessor(uidValidity, uidNext, uids, others);
    }

    private static Map<String, Set<Keyword>> courierKeywords(Path folder) throws IOException {
        Path list = folder.resolve(COURIER_KEYWORDS);
        Map<String, Set<Keyword>> found = new HashMap<>();
        if (!Files.isRegularFile(list)) {
            return found;
        }
        List<Optional<Keyword>> names = new ArrayList<>();
        boolean inNames = true;
        for (String line : Files.readAllLines(list, StandardCharsets.ISO_8859_1)) {
            int colon = line.lastIndexOf(':');
            if (inNames && line.isEmpty()) {
                inNames = false;
            } else if (inNames) {
                names.add(keyword(line));
            } else if (colon > 0) {
                found.put(line.substring(0, colon), numbered(line.substring(colon + 1), names));
            }
        }
        return found;
    }

    private static Set<Keyword> numbered(String numbers, List<Optional<Keyword>> names) {
        Set<Keyword> keywords = new HashSet<>();
        for (String number : numbers.strip().split(" ")) {
            int index = number.matches("\\d{1,4}") ? Integer.parseInt(number) : names.size();
            if (index < names.size()) {
                names.get(index).ifPresent(keywords::add);
            }
        }
        return keywords;
    }

    private static Optional<Keyword> keyword(String name) {
        try {
            return Optional.of(Keyword.of(name));
        } catch (IllegalArgumentException e) {
            // Its number stays without a name.
            return Optional.empty();
        }
    }
}
