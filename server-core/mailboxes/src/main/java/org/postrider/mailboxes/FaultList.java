package org.postrider.mailboxes;

import java.util.ArrayList;
import java.util.List;

/// What a task found, a sentence each: the first hundred, and how many more. Confined to one thread.
final class FaultList {
    static final int SHOWN_MAX = 100;

    private final List<String> shown = new ArrayList<>();
    private long count;

    void add(String fault) {
        count++;
        if (shown.size() < SHOWN_MAX) {
            shown.add(fault);
        }
    }

    long count() {
        return count;
    }

    /// What an administrator reads.
    List<String> lines() {
        List<String> lines = new ArrayList<>(shown);
        if (count > shown.size()) {
            lines.add("and " + (count - shown.size()) + " more");
        }
        return List.copyOf(lines);
    }
}
