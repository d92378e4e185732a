package org.postrider.kernel.metrics;

import java.io.IOException;
import java.util.BitSet;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.Ranking;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.TaskProgress;

/// Measures how long a search index takes. Thread-safe.
public record TimedSearch(SearchIndex index, CallTimes times) implements SearchIndex {
    @Override
    public BitSet search(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        long began = System.nanoTime();
        try {
            return index.search(account, mailbox, view, key, among);
        } finally {
            times.since(began);
        }
    }

    @Override
    public Ranking like(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        long began = System.nanoTime();
        try {
            return index.like(account, mailbox, view, key, among);
        } finally {
            times.since(began);
        }
    }

    @Override
    public long rebuild(MailAddress account, TaskProgress progress) throws IOException {
        return index.rebuild(account, progress);
    }

    @Override
    public void prepare(MailAddress account) {
        index.prepare(account);
    }
}
