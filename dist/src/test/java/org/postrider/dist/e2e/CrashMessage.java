package org.postrider.dist.e2e;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// A message as a client sees it.
///
/// @param token its subject; copies have it too
/// @param size in octets
/// @param flags system flags and keywords, without `\Recent`
record CrashMessage(String token, long size, Set<String> flags) {
    CrashMessage {
        flags = Set.copyOf(flags);
    }

    CrashMessage withFlags(UnaryOperator<Set<String>> change) {
        return new CrashMessage(token, size, change.apply(new TreeSet<>(flags)));
    }

    /// Where a message is.
    record Place(String mailbox, long uid) {}

    /// What a command without an answer may have done, or not: each of these is one message, and what it may have
    /// become.
    ///
    /// @param places where the messages were; empty for a new one
    /// @param after what they are where it was done, in the same order
    /// @param target where they appear, of which the UIDs are not known; empty where they stay or go
    record Open(List<Place> places, List<CrashMessage> after, String target, Kind kind) {
        static final Open NONE = new Open(List.of(), List.of(), "", Kind.STORE);
    }

    /// The kinds of commands.
    enum Kind {
        APPEND,
        STORE,
        COPY,
        MOVE,
        EXPUNGE
    }
}
