package org.postrider.mbox.format;

import java.util.Optional;

/// Where the mailbox's own fields of a message are, behind its `From ` line.
///
/// @param start from the beginning of the message
/// @param end behind the last of the lines
public record OwnBlock(int start, int end) {
    /// @param head the first octets of a message, `From ` line included
    /// @return empty where the octets do not reach to the end of the fields
    public static Optional<OwnBlock> find(byte[] head, int length) {
        int start = nextLine(head, 0, length);
        int at = start;
        while (at >= 0 && at < length) {
            if (PseudoHeader.of(head, at, length) == null) {
                return Optional.of(new OwnBlock(start, at));
            }
            at = nextLine(head, at, length);
        }
        return Optional.empty();
    }

    private static int nextLine(byte[] head, int from, int length) {
        for (int i = from; i < length; i++) {
            if (head[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}
