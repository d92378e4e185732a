package org.postrider.maildir;

/// Flags as one number: the system's in the low octet, keyword `n` of the mailbox as bit `8 + n`.
final class FlagWord {
    /// How many keywords a word holds.
    static final int KEYWORDS_MAX = Long.SIZE - Byte.SIZE;

    /// The keywords that have a letter in the file's name, and the system's flags.
    static final long IN_NAME = (1L << (Byte.SIZE + MessageFile.LETTERS)) - 1;

    private FlagWord() {}

    static long of(int systemBits, long keywordBits) {
        return systemBits | (keywordBits << Byte.SIZE);
    }

    static int system(long word) {
        return (int) (word & 0xff);
    }

    static long keywords(long word) {
        return word >>> Byte.SIZE;
    }
}
