package org.postrider.maildir;

import java.util.OptionalLong;
import org.postrider.api.store.SystemFlag;
import org.postrider.storefiles.FlagWord;

/// The name of a message's file, `UNIQUE,S=size,W=size,U=uid:2,FLAGS`, taken apart.
///
/// `S` is the size on the disk, `W` that with CRLF line breaks, as Dovecot writes them; `U` is the UID. Behind `:2,`
/// stand the letters of the flags: `D F R S T` for the system's (and `P`, passed, which is left as it is), `a` to `z`
/// for keywords.
///
/// @param base all before the `:`; what identifies the file
/// @param info all from the `:` on, as it is; empty where there is none
/// @param isNew in `new/`, where no mail program has looked at it
record MessageFile(String base, String info, boolean isNew) {
    /// How many keywords have a letter.
    static final int LETTERS = 26;

    /// The flags that a name has: the system's, and the keywords with a letter.
    static final long IN_NAME = (1L << (Byte.SIZE + LETTERS)) - 1;

    private static final String INFO = ":2,";
    private static final int SECONDS_DIGITS_MAX = 11;

    static MessageFile parse(String name, boolean isNew) {
        int colon = name.indexOf(':');
        return colon < 0
                ? new MessageFile(name, "", isNew)
                : new MessageFile(name.substring(0, colon), name.substring(colon), isNew);
    }

    /// The name of a message of ours.
    ///
    /// @param size on the disk
    /// @param virtualSize with CRLF
    static String base(String unique, long size, long virtualSize, long uid) {
        return unique + ",S=" + size + ",W=" + virtualSize + ",U=" + uid;
    }

    String name() {
        return base + info;
    }

    /// Relative to the mailbox's folder.
    String path() {
        return (isNew ? "new/" : "cur/") + base + info;
    }

    OptionalLong uid() {
        return field('U');
    }

    /// With CRLF.
    OptionalLong virtualSize() {
        return field('W');
    }

    /// On the disk.
    OptionalLong size() {
        return field('S');
    }

    /// All before the first comma.
    String unique() {
        int comma = base.indexOf(',');
        return comma < 0 ? base : base.substring(0, comma);
    }

    /// When the file was made, in seconds, where the name says so.
    long seconds() {
        int dot = base.indexOf('.');
        try {
            return dot < 1 || dot > SECONDS_DIGITS_MAX ? 0 : Long.parseLong(base, 0, dot, 10);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /// The flags that the name has: system flags, and bit `n` of the keywords for the letter `n` of the alphabet.
    long flagWord() {
        long word = 0;
        for (int i = INFO.length(); info.startsWith(INFO) && i < info.length(); i++) {
            char letter = info.charAt(i);
            word |= letter >= 'a' && letter <= 'z' ? FlagWord.of(0, 1L << (letter - 'a')) : bit(letter);
        }
        return word;
    }

    /// The same file with the name that has these flags. What is in `new/` and gets none stays there.
    MessageFile withFlags(long word) {
        StringBuilder letters = new StringBuilder();
        int system = FlagWord.system(word);
        // In the order of ASCII, as the Maildir rules want it.
        append(letters, 'D', (system & SystemFlag.DRAFT.bit()) != 0);
        append(letters, 'F', (system & SystemFlag.FLAGGED.bit()) != 0);
        append(letters, 'P', info.startsWith(INFO) && info.indexOf('P') >= 0);
        append(letters, 'R', (system & SystemFlag.ANSWERED.bit()) != 0);
        append(letters, 'S', (system & SystemFlag.SEEN.bit()) != 0);
        append(letters, 'T', (system & SystemFlag.DELETED.bit()) != 0);
        for (int letter = 0; letter < LETTERS; letter++) {
            append(letters, (char) ('a' + letter), (FlagWord.keywords(word) & (1L << letter)) != 0);
        }
        return isNew && letters.isEmpty() && info.isEmpty() ? this : new MessageFile(base, INFO + letters, false);
    }

    MessageFile withBase(String other) {
        return new MessageFile(other, info, isNew);
    }

    private static void append(StringBuilder out, char letter, boolean present) {
        if (present) {
            out.append(letter);
        }
    }

    private static int bit(char letter) {
        return switch (letter) {
            case 'D' -> SystemFlag.DRAFT.bit();
            case 'F' -> SystemFlag.FLAGGED.bit();
            case 'R' -> SystemFlag.ANSWERED.bit();
            case 'S' -> SystemFlag.SEEN.bit();
            case 'T' -> SystemFlag.DELETED.bit();
            default -> 0;
        };
    }

    private OptionalLong field(char name) {
        int start = base.indexOf("," + name + "=");
        if (start < 0) {
            return OptionalLong.empty();
        }
        int end = base.indexOf(',', start + 3);
        try {
            long value = Long.parseLong(base, start + 3, end < 0 ? base.length() : end, 10);
            return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
