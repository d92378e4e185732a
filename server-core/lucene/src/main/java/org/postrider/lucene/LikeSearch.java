package org.postrider.lucene;

import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.postrider.api.config.ByteSize;
import org.postrider.api.search.Ranking;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;

/// Puts together what is like a text and what has it exactly. Confined to one thread, for one search.
final class LikeSearch {
    // So many that are not indexed yet are indexed for this search alone; of more, those that have the text are found.
    private static final int UNKNOWN_MAX = 1000;
    private static final ByteSize MEMORY = ByteSize.parse("16MiB");
    // Who writes it as it stands there means that rather than another form.
    private static final float EXACT = 1.5f;
    // Within another word: the least.
    private static final float PART_OF_WORD = 0.05f;

    private final Mailbox mailbox;
    private final MailboxView view;
    private final TextKey key;
    private final int textMax;
    private final Map<Integer, Float> scores = new HashMap<>();

    LikeSearch(Mailbox mailbox, MailboxView view, TextKey key, int textMax) {
        this.mailbox = mailbox;
        this.view = view;
        this.key = key;
        this.textMax = textMax;
    }

    /// @return those that the index does not know
    BitSet ask(AccountIndex index, BitSet among) throws IOException {
        return index.like(Fields.mailbox(mailbox.id(), view.uidValidity()), view, key, among, scores);
    }

    /// The newest of those that no index knows.
    void read(BitSet unknown) throws IOException {
        if (unknown.isEmpty()) {
            return;
        }
        String name = Fields.mailbox(mailbox.id(), view.uidValidity());
        try (AccountIndex index = AccountIndex.inMemory(MEMORY)) {
            int position = unknown.length() - 1;
            for (int i = 0; i < UNKNOWN_MAX && position >= 0; i++) {
                add(name, view.uid(position), index);
                position = unknown.previousSetBit(position - 1);
            }
            index.refresh();
            BitSet _ = ask(index, unknown);
        }
    }

    private void add(String name, long uid, AccountIndex index) throws IOException {
        try {
            index.add(IndexedMessage.of(name, uid, mailbox.content(uid), textMax));
        } catch (StoreException e) {
            switch (e.kind()) {
                case NOT_FOUND, DAMAGED -> {
                    // It is not like anything.
                }
                default -> throw e;
            }
        }
    }

    Ranking with(BitSet exact) {
        float best = scores.values().stream().reduce(0f, Math::max);
        for (int i = exact.nextSetBit(0); i >= 0; i = exact.nextSetBit(i + 1)) {
            float least = best > 0 ? best * PART_OF_WORD : 1;
            scores.merge(i, least, (score, _) -> Math.max(score * EXACT, least));
        }
        scores.values().removeIf(score -> !(score > 0));
        return Ranking.of(scores);
    }
}
