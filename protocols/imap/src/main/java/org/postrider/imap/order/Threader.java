package org.postrider.imap.order;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.postrider.imap.syntax.SearchParser.Algorithm;

/// Makes threads of messages (RFC 5256 §3). Confined to one thread, for one answer.
///
/// The nodes are the messages by their index among those found, then places of missing messages, of which the first is
/// the root of all.
public final class Threader {
    private final OrderTable table;
    private final int[] positions;
    private final Forest forest;
    private final int root;
    // Of each node when its siblings are sorted: what they are sorted by.
    private long[] times = {};

    private Threader(OrderTable table, BitSet found) {
        this.table = table;
        this.positions = found.stream().toArray();
        this.forest = new Forest(positions.length);
        this.root = forest.add();
    }

    public static ThreadTree of(Algorithm algorithm, OrderTable table, BitSet found) {
        Threader threader = new Threader(table, found);
        switch (algorithm) {
            case ORDEREDSUBJECT -> threader.bySubject();
            case REFERENCES -> {
                threader.byReferences();
                threader.sort(false);
                threader.mergeSubjects();
                threader.sort(false);
            }
            case REFS -> {
                threader.byReferences();
                threader.sort(true);
            }
        }
        return new ThreadTree(threader.forest, threader.root, threader.positions);
    }

    private long sent(int node) {
        return table.sent(positions[node]);
    }

    // RFC 5256 §3, ORDEREDSUBJECT: a first message and all others of its subject below it
    private void bySubject() {
        Map<String, Integer> threads = new HashMap<>();
        for (int node : bySentTime()) {
            Integer first = threads.putIfAbsent(table.subject(positions[node]), node);
            forest.append(first == null ? root : first, node);
        }
    }

    private int[] bySentTime() {
        return Arrays.stream(indexes(positions.length))
                .boxed()
                .sorted((a, b) -> Long.compare(sent(a), sent(b)))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static int[] indexes(int count) {
        int[] indexes = new int[count];
        Arrays.setAll(indexes, i -> i);
        return indexes;
    }

    // RFC 5256 §3, REFERENCES, steps 1 to 3
    private void byReferences() {
        Map<Long, Integer> nodes = new HashMap<>(positions.length * 2);
        for (int node = 0; node < positions.length; node++) {
            long id = table.id(positions[node]);
            if (id != 0) {
                // A second message of the same ID is as one without.
                nodes.putIfAbsent(id, node);
            }
        }
        for (int node = 0; node < positions.length; node++) {
            link(node, table.references(positions[node]), nodes);
        }
        for (int node = 0; node < forest.size(); node++) {
            if (node != root && forest.parent(node) == Forest.NONE) {
                forest.append(root, node);
            }
        }
        prune();
    }

    private void link(int node, long[] references, Map<Long, Integer> nodes) {
        int before = Forest.NONE;
        for (long reference : references) {
            int each = nodes.computeIfAbsent(reference, _ -> forest.add());
            // Step 1 A: a link that is there already stays
            if (before != Forest.NONE && forest.parent(each) == Forest.NONE && !forest.wouldLoop(before, each)) {
                forest.append(before, each);
            }
            before = each;
        }
        // Step 1 B: what the message itself says counts more than what others said
        if (forest.parent(node) != before) {
            forest.detach(node);
            if (before != Forest.NONE && !forest.wouldLoop(before, node)) {
                forest.append(before, node);
            }
        }
    }

    // Step 3: from the last to the first, so that children are done before their parents
    private void prune() {
        int[] all = forest.below(root);
        for (int i = all.length - 1; i >= 0; i--) {
            int node = all[i];
            if (forest.isMessage(node)) {
                continue;
            }
            int parent = forest.parent(node);
            boolean several = forest.firstChild(node) != Forest.NONE && !forest.hasOneChild(node);
            if (parent == root && several) {
                continue;
            }
            forest.detach(node);
            forest.moveChildren(node, parent);
        }
    }

    // Steps 4 and 6. The root of REFS is sorted by the newest message of each thread.
    private void sort(boolean newest) {
        times = new long[forest.size()];
        int[] all = forest.below(root);
        for (int i = all.length - 1; i >= 0; i--) {
            int node = all[i];
            sortChildren(node);
            // A missing message counts as its first child.
            times[node] = forest.isMessage(node) ? sent(node) : times[forest.firstChild(node)];
        }
        if (newest) {
            for (int i = all.length - 1; i >= 0; i--) {
                int parent = forest.parent(all[i]);
                if (parent != root) {
                    times[parent] = Math.max(times[parent], times[all[i]]);
                }
            }
        }
        sortChildren(root);
    }

    private void sortChildren(int node) {
        if (forest.firstChild(node) == Forest.NONE || forest.hasOneChild(node)) {
            return;
        }
        int[] sorted = Arrays.stream(forest.children(node))
                .boxed()
                .sorted((a, b) ->
                        times[a] != times[b] ? Long.compare(times[a], times[b]) : Integer.compare(number(a), number(b)))
                .mapToInt(Integer::intValue)
                .toArray();
        forest.reorder(node, sorted);
    }

    // Where times are equal, the order of the messages' numbers decides.
    private int number(int node) {
        return forest.isMessage(node) ? node : forest.firstChild(node);
    }

    // Step 5
    private void mergeSubjects() {
        Map<String, Integer> subjects = new HashMap<>();
        for (int thread : forest.children(root)) {
            String subject = subject(thread);
            Integer known = subject.isEmpty() ? null : subjects.putIfAbsent(subject, thread);
            if (known != null && isBetter(thread, known)) {
                subjects.put(subject, thread);
            }
        }
        for (int thread : forest.children(root)) {
            String subject = subject(thread);
            Integer into = subject.isEmpty() ? null : subjects.get(subject);
            if (into != null && into != thread) {
                subjects.put(subject, merge(thread, into));
            }
        }
    }

    private String subject(int thread) {
        return table.subject(positions[speaker(thread)]);
    }

    private boolean isReply(int thread) {
        return table.isReply(positions[speaker(thread)]);
    }

    private int speaker(int thread) {
        return forest.isMessage(thread) ? thread : forest.firstChild(thread);
    }

    private boolean isBetter(int thread, int known) {
        return forest.isMessage(known) && (!forest.isMessage(thread) || (isReply(known) && !isReply(thread)));
    }

    // Step 5 C: gives what stands for the subject from now on
    private int merge(int thread, int into) {
        forest.detach(thread);
        if (!forest.isMessage(into)) {
            if (forest.isMessage(thread)) {
                forest.append(into, thread);
            } else {
                forest.moveChildren(thread, into);
            }
            return into;
        }
        if (isReply(thread) && !isReply(into)) {
            forest.append(into, thread);
            return into;
        }
        int place = forest.add();
        forest.detach(into);
        forest.append(root, place);
        forest.append(place, into);
        forest.append(place, thread);
        return place;
    }
}
