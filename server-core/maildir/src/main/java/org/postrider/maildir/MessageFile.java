package org.postrider.maildir;

import java.util.OptionalLong;
import org.postrider.api.store.SystemFlag;

/// The name of a message's file, `UNIQUE,S=size,W=size,U=uid:2,FLAGS`, taken apart.
///
/// `S` is the size on the disk, `W` that with CRLF line breaks, as Dovecot writes them; `U` is ours. Behind `:2,` stand
/// the
/// letters of the flags: `S R F T D` for the system's (and `P`, passed, which is left as it is), `a` to `z` for
/// keywords.
///
/// @param base all before the `:`; what identifies the file
/// @param letters all behind `:2,`
/// @param isNew in `new/`, where no program has looked at it
record MessageFile(String base, String letters, boolean isNew) {
    private static final String INFO = ":2,";

    static MessageFile parse(String name, boolean isNew) {
        int info = name.indexOf(':');
        if (info < 0) {
            return new MessageFile(name, "", isNew);
        }
        String letters = name.startsWith(INFO, info) ? name.substring(info + INFO.length()) : "";
        return new MessageFile(name.substring(0, info), letters, isNew);
    }

    /// Relative to the mailbox's folder.
    String path() {
        return isNew && letters.isEmpty() ? "new/" + base : "cur/" + base + INFO + letters;
    }

    OptionalLong uid() {
        return field('U');
    }

    /// With CRLF.
    OptionalLong virtualSize() {
        return field('W');
    }

    OptionalLong size() {
        return field('S');
    }

    /// All before the first comma: what a delivery is recognised by.
    String unique() {
        int comma = base.indexOf(',');
        return comma < 0 ? base : base.substring(0, comma);
    }

    /// When the file was made, in seconds, where the name says so.
    long seconds() {
        int dot = base.indexOf('.');
        try {
            return dot < 1 || dot > 11 ? 0 : Long.parseLong(base, 0, dot, 10);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    int systemBits() {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            bits |= bit(letters.charAt(i));
        }
        return bits;
    }

    /// Bit `n` for the letter `n` of the alphabet.
    int keywordBits() {
        int bits = 0;
        for (int i = 0; i < letters.length(); i++) {
            char c = letters.charAt(i);
            bits |= c >= 'a' && c <= 'z' ? 1 << (c - 'a') : 0;
        }
        return bits;
    }

    MessageFile withFlags(int systemBits, int keywordBits) {
        StringBuilder out = new StringBuilder();
        // In the order of ASCII, as the Maildir rules want it.
        append(out, 'D', (systemBits & SystemFlag.DRAFT.bit()) != 0);
        append(out, 'F', (systemBits & SystemFlag.FLAGGED.bit()) != 0);
        append(out, 'P', letters.indexOf('P') >= 0);
        append(out, 'R', (systemBits & SystemFlag.ANSWERED.bit()) != 0);
        append(out, 'S', (systemBits & SystemFlag.SEEN.bit()) != 0);
        append(out, 'T', (systemBits & SystemFlag.DELETED.bit()) != 0);
        for (int letter = 0; letter < 26; letter++) {
            append(out, (char) ('a' + letter), (keywordBits & (1 << letter)) != 0);
        }
        return new MessageFile(base, out.toString(), isNew && out.isEmpty());
    }

    /// The same message under a UID, with its sizes.
    MessageFile named(String unique, long size, long virtualSize, long uid) {
        return new MessageFile(unique + ",S=" + size + ",W=" + virtualSize + ",U=" + uid, letters, isNew);
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
