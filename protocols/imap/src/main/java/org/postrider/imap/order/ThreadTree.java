package org.postrider.imap.order;

import java.util.function.IntToLongFunction;

/// Threads, in order.
public final class ThreadTree {
    private final Forest forest;
    private final int root;
    private final int[] positions;

    ThreadTree(Forest forest, int root, int[] positions) {
        this.forest = forest;
        this.root = root;
        this.positions = positions;
    }

    /// `(2)(3 6 (4 23)(44 7 96))` (RFC 5256 §4); empty where there are none.
    ///
    /// @param name what the client knows the message at a position by
    public String text(IntToLongFunction name) {
        StringBuilder out = new StringBuilder();
        for (int thread = forest.firstChild(root); thread != Forest.NONE; thread = forest.next(thread)) {
            thread(thread, name, out);
        }
        return out.toString();
    }

    // A message with one reply stands before it; several replies have brackets of their own. Deep threads do not
    // recurse.
    private void thread(int top, IntToLongFunction name, StringBuilder out) {
        int node = top;
        open(node, name, out);
        while (true) {
            if (forest.firstChild(node) != Forest.NONE) {
                boolean alone = forest.hasOneChild(node) && forest.isMessage(node);
                node = forest.firstChild(node);
                if (alone) {
                    out.append(' ').append(name.applyAsLong(positions[node]));
                } else {
                    out.append(isInBrackets(out) ? "" : " ");
                    open(node, name, out);
                }
                continue;
            }
            while (node != top && forest.next(node) == Forest.NONE) {
                boolean bracket = hasBracket(node);
                node = forest.parent(node);
                out.append(bracket ? ")" : "");
            }
            if (node == top) {
                out.append(')');
                return;
            }
            out.append(')');
            node = forest.next(node);
            open(node, name, out);
        }
    }

    private static boolean isInBrackets(StringBuilder out) {
        return out.charAt(out.length() - 1) == '(';
    }

    private boolean hasBracket(int node) {
        int parent = forest.parent(node);
        return !forest.hasOneChild(parent) || !forest.isMessage(parent);
    }

    private void open(int node, IntToLongFunction name, StringBuilder out) {
        out.append('(');
        if (forest.isMessage(node)) {
            out.append(name.applyAsLong(positions[node]));
        }
    }
}
