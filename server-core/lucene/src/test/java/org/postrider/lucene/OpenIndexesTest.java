package org.postrider.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.lucene.search.IndexSearcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.MailAddress;

/// After which failures an index is made anew.
class OpenIndexesTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    @TempDir
    private Path folder;

    private OpenIndexes indexes;

    @BeforeEach
    void open() {
        indexes = new OpenIndexes(LuceneSearchIndexTest.config(folder));
    }

    @AfterEach
    void close() {
        indexes.closeAllBut(0);
    }

    @Test
    void aQuestionThatIsTooLargeLeavesTheIndexAsItIs() {
        AccountIndex asked = afterFailure(new IndexSearcher.TooManyClauses());

        try (OpenIndexes.Lease next = indexes.lease(BOB).orElseThrow()) {
            assertThat(next.index()).isSameAs(asked);
        }
    }

    @Test
    void anIndexThatFailsInAnUnknownWayIsMadeAnew() {
        AccountIndex failed = afterFailure(new IllegalStateException("not as it was written"));

        try (OpenIndexes.Lease next = indexes.lease(BOB).orElseThrow()) {
            assertThat(next.index()).isNotSameAs(failed);
        }
    }

    private AccountIndex afterFailure(RuntimeException failure) {
        try (OpenIndexes.Lease lease = indexes.lease(BOB).orElseThrow()) {
            lease.failed(failure);
            return lease.index();
        }
    }
}
