package org.postrider.lucene;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.ByteSize;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.MailboxView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of one account, open. Searches from many threads, changes from one at a time.
final class AccountIndex implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountIndex.class);
    private static final String FORMAT_KEY = "postrider.format";
    // Each segment has a dictionary to go through.
    private static final double SEGMENTS_PER_TIER = 4;

    private static final int HITS_KEPT = 64;

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    // What was found in segments, which never change: of use where one text is sought in many mailboxes, or again.
    // Guarded by itself.
    private final Map<HitsKey, LeafSearch.Hits> found = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<HitsKey, LeafSearch.Hits> eldest) {
            return size() > HITS_KEPT;
        }
    };

    /// @throws IOException where the folder cannot be used; CorruptIndexException where it must be made anew
    static AccountIndex open(Path folder, ByteSize memory) throws IOException {
        dropDamagedLock(folder);
        return new AccountIndex(FSDirectory.open(folder), memory);
    }

    /// An empty one that is gone when it is closed.
    static AccountIndex inMemory(ByteSize memory) throws IOException {
        return new AccountIndex(new ByteBuffersDirectory(), memory);
    }

    private AccountIndex(Directory directory, ByteSize memory) throws IOException {
        this.directory = directory;
        IndexWriter opened = null;
        try {
            opened = new IndexWriter(directory, config(memory.octets() / (1024.0 * 1024.0)));
            checkFormat(opened);
            searchers = new SearcherManager(opened, new SearcherFactory());
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.rollback();
            }
            directory.close();
            throw e;
        }
        writer = opened;
    }

    // Lucene locks by an empty file, and gives up a writer whose lock is not empty.
    private static void dropDamagedLock(Path folder) throws IOException {
        Path lock = folder.resolve(IndexWriter.WRITE_LOCK_NAME);
        if (Files.exists(lock) && Files.size(lock) > 0) {
            Files.delete(lock);
        }
    }

    private static IndexWriterConfig config(double megabytes) {
        TieredMergePolicy merging = new TieredMergePolicy();
        merging.setSegmentsPerTier(SEGMENTS_PER_TIER);
        return new IndexWriterConfig()
                .setRAMBufferSizeMB(megabytes)
                // Merging belongs to the thread that indexes: no threads beside those that are configured.
                .setMergeScheduler(new SerialMergeScheduler())
                .setMergePolicy(merging)
                .setCommitOnClose(true);
    }

    private static void checkFormat(IndexWriter writer) throws IOException {
        boolean empty = writer.getDocStats().maxDoc == 0;
        String format = null;
        if (writer.getLiveCommitData() != null) {
            for (Map.Entry<String, String> entry : writer.getLiveCommitData()) {
                format = entry.getKey().equals(FORMAT_KEY) ? entry.getValue() : format;
            }
        }
        if (!empty && !Fields.FORMAT.equals(format)) {
            throw new CorruptIndexException("the index is of another version of the server", "format " + format);
        }
        writer.setLiveCommitData(Map.of(FORMAT_KEY, Fields.FORMAT).entrySet());
    }

    /// @param among positions in `view`
    Answer search(String mailbox, MailboxView view, TextKey key, BitSet among) throws IOException {
        Answer answer = new Answer(new BitSet(), new BitSet(), (BitSet) among.clone());
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
                int[] positions = positions(context.reader(), mailbox, view, among);
                if (positions.length > 0) {
                    search(context.reader(), positions, key, answer);
                }
            }
        } finally {
            searchers.release(searcher);
        }
        return answer;
    }

    /// What is like the text; nothing where that is too large a question.
    ///
    /// @param among positions in `view`
    /// @param scores gets a score for each that is like it, more being better
    /// @return positions of messages that are not indexed
    BitSet like(String mailbox, MailboxView view, TextKey key, BitSet among, Map<Integer, Float> scores)
            throws IOException {
        BitSet unknown = (BitSet) among.clone();
        IndexSearcher searcher = searchers.acquire();
        try {
            Weight weight = weight(searcher, mailbox, key);
            for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
                int[] positions = positions(context.reader(), mailbox, view, among);
                if (positions.length > 0) {
                    Map<Integer, Float> found = weight == null ? Map.of() : scores(weight, context);
                    for (int i = 0; i < positions.length; i += 2) {
                        unknown.clear(positions[i + 1]);
                        Float score = found.get(positions[i]);
                        if (score != null) {
                            scores.put(positions[i + 1], score);
                        }
                    }
                }
            }
        } finally {
            searchers.release(searcher);
        }
        return unknown;
    }

    private static @Nullable Weight weight(IndexSearcher searcher, String mailbox, TextKey key) throws IOException {
        try {
            Optional<Query> query = LikeQuery.of(searcher, mailbox, key);
            return query.isEmpty() ? null : searcher.createWeight(searcher.rewrite(query.get()), ScoreMode.COMPLETE, 1);
        } catch (IndexSearcher.TooManyClauses e) {
            LOG.warn(
                    "what is like a text of {} characters is not sought: {}",
                    key.text().length(),
                    e.toString());
            return null;
        }
    }

    private static Map<Integer, Float> scores(Weight weight, LeafReaderContext context) throws IOException {
        Map<Integer, Float> scores = new HashMap<>();
        Scorer scorer = weight.scorer(context);
        if (scorer != null) {
            DocIdSetIterator found = scorer.iterator();
            for (int doc = found.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = found.nextDoc()) {
                scores.put(doc, scorer.score());
            }
        }
        return scores;
    }

    private LeafSearch.Hits hits(LeafReader leaf, TextKey key) throws IOException {
        IndexReader.CacheHelper segment = leaf.getCoreCacheHelper();
        if (segment == null) {
            return LeafSearch.search(leaf, key);
        }
        HitsKey hitsKey = new HitsKey(segment.getKey(), key);
        synchronized (found) {
            LeafSearch.Hits known = found.get(hitsKey);
            if (known != null) {
                return known;
            }
        }
        LeafSearch.Hits hits = LeafSearch.search(leaf, key);
        synchronized (found) {
            found.put(hitsKey, hits);
        }
        return hits;
    }

    private void search(LeafReader leaf, int[] positions, TextKey key, Answer answer) throws IOException {
        LeafSearch.Hits hits = hits(leaf, key);
        for (int i = 0; i < positions.length; i += 2) {
            int document = positions[i];
            int position = positions[i + 1];
            answer.found().set(position, hits.sure().get(document));
            answer.unsure().set(position, hits.unsure().get(document));
            answer.unknown().clear(position);
        }
    }

    // Document and position in turn.
    private static int[] positions(LeafReader leaf, String mailbox, MailboxView view, BitSet among) throws IOException {
        IntStream.Builder pairs = IntStream.builder();
        // Most follow each other in the view as they do in the index.
        int[] guess = {0};
        eachUid(leaf, mailbox, (document, uid) -> {
            int next = guess[0];
            int position = next < view.count() && view.uid(next) == uid ? next : view.position(uid);
            if (position >= 0) {
                guess[0] = position + 1;
                if (among.get(position)) {
                    pairs.add(document).add(position);
                }
            }
        });
        return pairs.build().toArray();
    }

    private static void eachUid(LeafReader leaf, String mailbox, UidUse use) throws IOException {
        PostingsEnum documents = leaf.postings(new Term(Fields.MAILBOX, mailbox), PostingsEnum.NONE);
        NumericDocValues uids = leaf.getNumericDocValues(Fields.UID);
        if (documents == null || uids == null) {
            return;
        }
        Bits live = leaf.getLiveDocs();
        for (int doc = documents.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = documents.nextDoc()) {
            if ((live == null || live.get(doc)) && uids.advanceExact(doc)) {
                use.take(doc, uids.longValue());
            }
        }
    }

    /// What is indexed of a mailbox, as of the last [#refresh].
    void uids(String mailbox, LongConsumer use) throws IOException {
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
                eachUid(context.reader(), mailbox, (_, uid) -> use.accept(uid));
            }
        } finally {
            searchers.release(searcher);
        }
    }

    /// The mailboxes that something is indexed of, or was.
    Set<String> mailboxes() throws IOException {
        Set<String> names = new HashSet<>();
        IndexSearcher searcher = searchers.acquire();
        try {
            for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
                if (context.reader().terms(Fields.MAILBOX) != null) {
                    TermsEnum terms = context.reader().terms(Fields.MAILBOX).iterator();
                    for (BytesRef term = terms.next(); term != null; term = terms.next()) {
                        names.add(term.utf8ToString());
                    }
                }
            }
        } finally {
            searchers.release(searcher);
        }
        return names;
    }

    void add(Document document) throws IOException {
        writer.addDocument(document);
    }

    void delete(String mailbox, long uid) throws IOException {
        writer.deleteDocuments(new Term(Fields.KEY, Fields.key(mailbox, uid)));
    }

    void delete(String mailbox) throws IOException {
        writer.deleteDocuments(new Term(Fields.MAILBOX, mailbox));
    }

    /// Makes what was added and deleted visible to searches.
    void refresh() throws IOException {
        searchers.maybeRefreshBlocking();
    }

    /// Reads all of it.
    ///
    /// @throws IOException where an octet is not what was written
    void check() throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(writer)) {
            for (LeafReaderContext context : reader.leaves()) {
                context.reader().checkIntegrity();
            }
        }
    }

    /// False where it closed itself because it could not be written.
    boolean isOpen() {
        return writer.isOpen();
    }

    void commit() throws IOException {
        if (writer.hasUncommittedChanges()) {
            writer.commit();
        }
    }

    /// Closes without keeping anything.
    void discard() throws IOException {
        try (directory) {
            searchers.close();
            writer.rollback();
        }
    }

    @Override
    public void close() throws IOException {
        try (directory) {
            searchers.close();
            writer.close();
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    /// @param found positions of messages that have the text
    /// @param unsure positions of messages that must be read
    /// @param unknown positions of messages that are not indexed
    record Answer(BitSet found, BitSet unsure, BitSet unknown) {}

    private record HitsKey(Object segment, TextKey key) {}

    private interface UidUse {
        void take(int doc, long uid) throws IOException;
    }
}
