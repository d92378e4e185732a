package org.postrider.maildir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postrider.api.store.StoreException;
import org.postrider.storefiles.FlagWord;
import org.postrider.storefiles.SmallFiles;

/// Which messages have keywords without a letter (numbers from 26 on), for the time when the index is lost: the
/// mailbox's
/// file `postrider-more-keywords`, a line `1 MODSEQ` with the highest MODSEQ it knows of, then `UID NUMBER NUMBER` for
/// each such message.
///
/// @param modSeq 0 where there is no file
/// @param words the bits that are not [MessageFile#IN_NAME], by UID
record MoreKeywords(long modSeq, Map<Long, Long> words) {
    static final String FILE = "postrider-more-keywords";

    private static final String FORM = "1 ";

    static MoreKeywords read(Path folder) throws IOException {
        List<String> lines = SmallFiles.lines(folder.resolve(FILE));
        Map<Long, Long> words = new HashMap<>();
        if (lines.isEmpty() || !lines.getFirst().startsWith(FORM)) {
            return new MoreKeywords(0, words);
        }
        try {
            for (String line : lines.subList(1, lines.size())) {
                String[] numbers = line.split(" ");
                long bits = 0;
                for (int i = 1; i < numbers.length; i++) {
                    bits |= 1L << Integer.parseInt(numbers[i]);
                }
                words.put(Long.parseLong(numbers[0]), FlagWord.of(0, bits) & ~MessageFile.IN_NAME);
            }
            return new MoreKeywords(Long.parseLong(lines.getFirst().substring(FORM.length())), words);
        } catch (NumberFormatException e) {
            // What another hand spoiled is read as far as it goes.
            return new MoreKeywords(0, words);
        }
    }

    long of(long uid) {
        return words.getOrDefault(uid, 0L);
    }

    /// Whether these are the messages' keywords.
    boolean agreesWith(Messages messages) {
        for (int i = 0; i < messages.count(); i++) {
            if (of(messages.uid(i)) != (messages.flags(i) & ~MessageFile.IN_NAME)) {
                return false;
            }
        }
        return true;
    }

    /// Whether it names a UID that nobody was given yet.
    boolean isAheadOf(long uidNext) {
        return words.keySet().stream().anyMatch(uid -> uid >= uidNext);
    }

    static void write(Path folder, Messages messages, long modSeq) throws StoreException {
        StringBuilder text = new StringBuilder(FORM).append(modSeq).append('\n');
        int empty = text.length();
        for (int i = 0; i < messages.count(); i++) {
            append(text, messages.uid(i), messages.flags(i));
        }
        if (text.length() > empty || Files.exists(folder.resolve(FILE))) {
            SmallFiles.replace(folder.resolve(FILE), text.toString());
        }
    }

    /// Adds the keywords of messages that are about to come: a server that is killed when only their files are there
    /// finds them. Not forced: a power failure takes the files too, and the file is soon written anew.
    ///
    /// @param coming flag words by UID
    static void announce(Path folder, Messages messages, long modSeq, Map<Long, Long> coming) throws IOException {
        Path file = folder.resolve(FILE);
        if (!isOfThisForm(file)) {
            SmallFiles.replace(file, FORM + modSeq + "\n");
            write(folder, messages, modSeq);
        }
        StringBuilder text = new StringBuilder();
        coming.forEach((uid, word) -> append(text, uid, word));
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private static boolean isOfThisForm(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(FORM.length());
            return FORM.equals(new String(start, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void append(StringBuilder text, long uid, long word) {
        long more = FlagWord.keywords(word & ~MessageFile.IN_NAME);
        if (more != 0) {
            text.append(uid);
            for (long rest = more; rest != 0; rest &= rest - 1) {
                text.append(' ').append(Long.numberOfTrailingZeros(rest));
            }
            text.append('\n');
        }
    }
}
