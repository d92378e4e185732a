package org.postrider.imap.order;

import java.util.Arrays;

/// Trees of messages, and of places where one is missing, while they are put together. Confined to one thread.
///
/// A node is a number; the first `count` are the messages, by their index. Nothing here recurses: a thread may be as
/// deep
/// as its mailbox has messages.
final class Forest {
    static final int NONE = -1;

    // A chain of replies that somebody wrote in the worst order ends here, and not in hours.
    private static final long STEPS_MAX = 20_000_000;

    private final int messages;
    private int count;
    private int[] parent;
    private int[] firstChild;
    private int[] lastChild;
    private int[] next;
    private int[] previous;
    private long steps;

    Forest(int messages) {
        this.messages = messages;
        int room = Math.max(16, messages * 2);
        parent = filled(room);
        firstChild = filled(room);
        lastChild = filled(room);
        next = filled(room);
        previous = filled(room);
        count = messages;
    }

    private static int[] filled(int length) {
        int[] array = new int[length];
        Arrays.fill(array, NONE);
        return array;
    }

    int size() {
        return count;
    }

    boolean isMessage(int node) {
        return node < messages;
    }

    /// A place for a message that is missing.
    int add() {
        if (count == parent.length) {
            parent = grown(parent);
            firstChild = grown(firstChild);
            lastChild = grown(lastChild);
            next = grown(next);
            previous = grown(previous);
        }
        return count++;
    }

    private static int[] grown(int[] array) {
        int[] longer = Arrays.copyOf(array, array.length * 2);
        Arrays.fill(longer, array.length, longer.length, NONE);
        return longer;
    }

    int parent(int node) {
        return parent[node];
    }

    int firstChild(int node) {
        return firstChild[node];
    }

    int next(int node) {
        return next[node];
    }

    boolean hasOneChild(int node) {
        return firstChild[node] != NONE && firstChild[node] == lastChild[node];
    }

    /// Puts `child`, which has no parent, behind the last child of `node`.
    void append(int node, int child) {
        parent[child] = node;
        previous[child] = lastChild[node];
        next[child] = NONE;
        if (lastChild[node] == NONE) {
            firstChild[node] = child;
        } else {
            next[lastChild[node]] = child;
        }
        lastChild[node] = child;
    }

    /// Takes `child` away from its parent, if it has one.
    void detach(int child) {
        int node = parent[child];
        if (node == NONE) {
            return;
        }
        if (previous[child] == NONE) {
            firstChild[node] = next[child];
        } else {
            next[previous[child]] = next[child];
        }
        if (next[child] == NONE) {
            lastChild[node] = previous[child];
        } else {
            previous[next[child]] = previous[child];
        }
        parent[child] = NONE;
        previous[child] = NONE;
        next[child] = NONE;
    }

    /// Moves all children of `from` behind those of `to`.
    void moveChildren(int from, int to) {
        while (firstChild[from] != NONE) {
            int child = firstChild[from];
            detach(child);
            append(to, child);
        }
    }

    /// True where a link would close a circle, or where that could not be found out in reasonable time.
    boolean wouldLoop(int node, int child) {
        if (node == child) {
            return true;
        }
        if (firstChild[child] == NONE) {
            return false;
        }
        for (int at = parent[node]; at != NONE; at = parent[at]) {
            if (at == child || ++steps > STEPS_MAX) {
                return true;
            }
        }
        return false;
    }

    /// Puts the children of `node` in that order, which has the same ones.
    void reorder(int node, int[] children) {
        firstChild[node] = NONE;
        lastChild[node] = NONE;
        for (int child : children) {
            append(node, child);
        }
    }

    int[] children(int node) {
        int size = 0;
        for (int child = firstChild[node]; child != NONE; child = next[child]) {
            size++;
        }
        int[] children = new int[size];
        int i = 0;
        for (int child = firstChild[node]; child != NONE; child = next[child]) {
            children[i++] = child;
        }
        return children;
    }

    /// All nodes below `root`, each before its children.
    int[] below(int root) {
        int[] found = new int[16];
        int size = 0;
        int at = firstChild[root];
        while (at != NONE) {
            if (size == found.length) {
                found = Arrays.copyOf(found, size * 2);
            }
            found[size++] = at;
            if (firstChild[at] != NONE) {
                at = firstChild[at];
            } else {
                while (at != root && next[at] == NONE) {
                    at = parent[at];
                }
                at = at == root ? NONE : next[at];
            }
        }
        return Arrays.copyOf(found, size);
    }
}
