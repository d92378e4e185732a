package org.postrider.lucene;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.TaskProgress;

/// Fills an account's empty index, turn by turn, until what was there at the beginning is in it. The caller has claimed
/// the account.
final class Rebuild {
    private final MailAddress account;
    private final OpenIndexes indexes;
    private final Backlog backlog;
    private final Indexer indexer;
    private long count;

    Rebuild(MailAddress account, OpenIndexes indexes, Backlog backlog, Indexer indexer) {
        this.account = account;
        this.indexes = indexes;
        this.backlog = backlog;
        this.indexer = indexer;
    }

    /// @return how many messages were indexed
    /// @throws IOException what `progress` throws; or where there can be no index, as the log says
    long run(TaskProgress progress) throws IOException {
        Optional<Backlog.Work> work = Optional.of(new Backlog.Work(account, Set.of(), true));
        while (work.isPresent()) {
            long before = count;
            turn(work.get(), progress);
            // A mailbox with more messages than one turn takes waits again; so does what came meanwhile.
            work = count == before ? Optional.empty() : backlog.takeClaimed(account);
        }
        return count;
    }

    private void turn(Backlog.Work work, TaskProgress progress) throws IOException {
        try (OpenIndexes.Lease lease = indexes.lease(account)
                .orElseThrow(() -> new IOException("the search index cannot be written; the log says why"))) {
            if (work.all()) {
                lease.checked();
            }
            boolean[] told = new boolean[1];
            try {
                indexer.index(work, lease.index(), () -> {
                    count++;
                    told[0] = true;
                    progress.messageDone();
                    told[0] = false;
                });
            } catch (IOException | RuntimeException e) {
                backlog.addAll(account, System.nanoTime());
                if (told[0]) {
                    // What was added is to be seen by whoever goes on, or it would come twice.
                    lease.index().refresh();
                } else {
                    lease.failed(e);
                }
                throw e;
            }
            lease.index().commit();
        }
    }
}
