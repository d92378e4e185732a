package org.postrider.mbox.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Header fields that belong to the mailbox and not to the message: programs that share mbox files keep flags in them.
///
/// A message that has such a field of its own keeps it behind a prefix, which reading takes away again.
enum PseudoHeader {
    STATUS("Status"),
    X_STATUS("X-Status"),
    X_KEYWORDS("X-Keywords"),
    X_UID("X-UID"),
    X_IMAP("X-IMAP"),
    X_IMAP_BASE("X-IMAPbase"),
    CONTENT_LENGTH("Content-Length"),
    LINES("Lines"),
    POSTRIDER("X-Postrider");

    /// What the name of a message's own field gets.
    static final byte[] KEPT = "X-Postrider-Kept-".getBytes(StandardCharsets.US_ASCII);

    private static final PseudoHeader[] ALL = values();

    private final byte[] name;

    PseudoHeader(String name) {
        this.name = (name + ":").getBytes(StandardCharsets.US_ASCII);
    }

    String fieldName() {
        return new String(name, 0, name.length - 1, StandardCharsets.US_ASCII);
    }

    /// How many octets name and colon have.
    int prefixLength() {
        return name.length;
    }

    /// True for what other programs set and remove.
    boolean isState() {
        return this != CONTENT_LENGTH && this != LINES;
    }

    /// The field that a line begins with, or null.
    static @Nullable PseudoHeader of(byte[] buffer, int start, int end) {
        for (PseudoHeader each : ALL) {
            if (startsWith(each.name, buffer, start, end)) {
                return each;
            }
        }
        return null;
    }

    /// True where the line has a message's own field behind the prefix.
    static boolean isKept(byte[] buffer, int start, int end) {
        return startsWith(KEPT, buffer, start, end);
    }

    private static boolean startsWith(byte[] word, byte[] buffer, int start, int end) {
        if (end - start < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (lower(buffer[start + i]) != lower(word[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
    }
}
