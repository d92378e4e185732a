package org.postrider.maildir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    static void write(Path folder, Messages messages, long modSeq) throws StoreException {
        StringBuilder text = new StringBuilder(FORM).append(modSeq).append('\n');
        boolean any = false;
        for (int i = 0; i < messages.count(); i++) {
            long more = FlagWord.keywords(messages.flags(i) & ~MessageFile.IN_NAME);
            if (more != 0) {
                any = true;
                text.append(messages.uid(i));
                for (long rest = more; rest != 0; rest &= rest - 1) {
                    text.append(' ').append(Long.numberOfTrailingZeros(rest));
                }
                text.append('\n');
            }
        }
        if (any || Files.exists(folder.resolve(FILE))) {
            SmallFiles.replace(folder.resolve(FILE), text.toString());
        }
    }
}
