package org.postrider.imap.order;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;

/// What the messages of a mailbox are sorted by, by their positions in a view. Unchangeable but for what it computes
/// when
/// it is needed; thread-safe.
public final class OrderTable {
    private static final long[] NO_REFERENCES = {};
    private static final OrderField FIELD = new OrderField();
    private static final OrderField.Row NOTHING = new OrderField.Row(
            Optional.empty(), Optional.empty(), false, List.of("", "", "", "", "", ""), "", List.of());

    private final MailboxView view;
    private final long[] sent;
    private final int[] day;
    private final boolean[] reply;
    private final String[][] texts;
    /// Hashes of the message's own ID and of those it refers to; 0 for none.
    private final long[] ids;

    private final long[][] references;

    // Guarded by this object; each is made when it is needed first.
    private final Map<Object, int[]> ranks = new HashMap<>();

    /// @param before an earlier state of the same mailbox, of which as much as can is taken
    /// @throws IOException where a message cannot be read
    OrderTable(Mailbox mailbox, MailboxView view, @Nullable OrderTable before, IdHash hash) throws IOException {
        int count = view.count();
        this.view = view;
        this.sent = new long[count];
        this.day = new int[count];
        this.reply = new boolean[count];
        this.texts = new String[Text.values().length][count];
        this.ids = new long[count];
        this.references = new long[count][];
        Map<String, String> shared = new HashMap<>();
        int guess = 0;
        for (int i = 0; i < count; i++) {
            long uid = view.uid(i);
            int old = before == null ? -1 : before.find(uid, guess);
            if (before != null && old >= 0) {
                copy(i, before, old);
                guess = old + 1;
            } else {
                fill(i, row(mailbox, uid), shared, hash);
            }
        }
    }

    private int find(long uid, int guess) {
        return guess < view.count() && view.uid(guess) == uid ? guess : view.position(uid);
    }

    private void copy(int position, OrderTable other, int old) {
        sent[position] = other.sent[old];
        day[position] = other.day[old];
        reply[position] = other.reply[old];
        for (int k = 0; k < texts.length; k++) {
            texts[k][position] = other.texts[k][old];
        }
        ids[position] = other.ids[old];
        references[position] = other.references[old];
    }

    private void fill(int position, OrderField.Row row, Map<String, String> shared, IdHash hash) {
        // RFC 5256 §2.2, RFC 3501 §6.4.4: without a date, that of arrival
        long arrived = view.internalDate(position).getEpochSecond();
        sent[position] = row.sent().orElse(arrived);
        day[position] = (int) (long) row.day().orElse(Math.floorDiv(arrived, 86_400L));
        reply[position] = row.reply();
        for (int k = 0; k < texts.length; k++) {
            texts[k][position] = shared.computeIfAbsent(row.texts().get(k), text -> text);
        }
        ids[position] = row.id().isEmpty() ? 0 : hash.of(row.id());
        references[position] = row.references().isEmpty()
                ? NO_REFERENCES
                : row.references().stream().mapToLong(hash::of).toArray();
    }

    private static OrderField.Row row(Mailbox mailbox, long uid) throws IOException {
        try {
            return OrderField.read(mailbox.derived(uid, FIELD));
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NOT_FOUND) {
                throw e;
            }
            // Expunged since the view was made.
            return NOTHING;
        }
    }

    /// The same messages at the same positions.
    boolean fits(MailboxView other) {
        if (other.count() != view.count()) {
            return false;
        }
        for (int i = view.count() - 1; i >= 0; i--) {
            if (other.uid(i) != view.uid(i)) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return view.count();
    }

    /// Seconds since 1970: the Date field, or the time of arrival.
    long sent(int position) {
        return sent[position];
    }

    /// Days since 1970: the day in the Date field, whatever the zone, or that of arrival.
    public int sentDay(int position) {
        return day[position];
    }

    boolean isReply(int position) {
        return reply[position];
    }

    String subject(int position) {
        return texts[Text.SUBJECT.index][position];
    }

    /// 0 for none.
    long id(int position) {
        return ids[position];
    }

    /// Not to be changed.
    long[] references(int position) {
        return references[position];
    }

    /// For each position a number: equal where the texts are, and ordered as they are.
    int[] ranks(Text text) {
        return ranks(text, (a, b) -> Collation.ORDER.compare(texts[text.index][a], texts[text.index][b]));
    }

    int[] ranks(Quantity quantity) {
        return ranks(quantity, (a, b) -> Long.compare(value(quantity, a), value(quantity, b)));
    }

    private long value(Quantity quantity, int position) {
        return switch (quantity) {
            case ARRIVAL -> view.internalDate(position).getEpochSecond();
            case SENT -> sent[position];
            case SIZE -> view.size(position);
        };
    }

    private synchronized int[] ranks(Object key, java.util.Comparator<Integer> order) {
        return ranks.computeIfAbsent(key, _ -> {
            Integer[] positions = new Integer[view.count()];
            Arrays.setAll(positions, i -> i);
            Arrays.sort(positions, order);
            int[] ranked = new int[positions.length];
            int rank = 0;
            for (int i = 0; i < positions.length; i++) {
                rank += i > 0 && order.compare(positions[i - 1], positions[i]) != 0 ? 1 : 0;
                ranked[positions[i]] = rank;
            }
            return ranked;
        });
    }

    /// In the order in which [OrderField] writes them.
    enum Text {
        SUBJECT(0),
        FROM(1),
        TO(2),
        CC(3),
        DISPLAY_FROM(4),
        DISPLAY_TO(5);

        private final int index;

        Text(int index) {
            this.index = index;
        }
    }

    enum Quantity {
        ARRIVAL,
        SENT,
        SIZE
    }
}
