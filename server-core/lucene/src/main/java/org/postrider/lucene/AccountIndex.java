package org.postrider.lucene;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The index of one account: a document for each message. Thread-safe; one thread at a time updates.
final class AccountIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccountIndex.class);
    private static final String MAILBOX = "mailbox";
    private static final String KEY = "key";
    private static final String UID = "uid";
    private static final String TRIGRAMS = "trigrams";
    private static final String HEADER = "header";
    private static final String BODY = "body";
    private static final int TRIGRAMS_MAX = 24;
    private static final FieldType TRIGRAM_TYPE = new FieldType();

    static {
        TRIGRAM_TYPE.setIndexOptions(IndexOptions.DOCS);
        TRIGRAM_TYPE.setOmitNorms(true);
        TRIGRAM_TYPE.freeze();
    }

    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final ReentrantLock updating = new ReentrantLock();
    private volatile long lastUsed = System.nanoTime();
    private volatile boolean uncommitted;

    private AccountIndex(IndexWriter writer, SearcherManager searchers) {
        this.writer = writer;
        this.searchers = searchers;
    }

    /// An index that cannot be read is thrown away: it is made anew from the messages.
    static AccountIndex open(Path folder, LuceneConfig config) throws IOException {
        try {
            return openOnce(folder, config);
        } catch (CorruptIndexException | IndexFormatTooOldException | IllegalArgumentException e) {
            LOG.warn("the index in {} cannot be read and is made anew: {}", folder, e.toString());
            deleteAll(folder);
            return openOnce(folder, config);
        }
    }

    private static AccountIndex openOnce(Path folder, LuceneConfig config) throws IOException {
        Files.createDirectories(folder);
        IndexWriterConfig settings = new IndexWriterConfig(new KeywordAnalyzer());
        settings.setRAMBufferSizeMB(config.memory().octets() / (1024.0 * 1024.0));
        settings.setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND);
        IndexWriter writer = new IndexWriter(FSDirectory.open(folder), settings);
        return new AccountIndex(writer, new SearcherManager(writer, null));
    }

    long lastUsed() {
        return lastUsed;
    }

    /// Positions among `among` that match, and in `unknown` those of which the index knows nothing.
    BitSet search(Mailbox mailbox, MailboxView view, TextKey key, BitSet among, BitSet unknown) throws IOException {
        lastUsed = System.nanoTime();
        searchers.maybeRefreshBlocking();
        IndexSearcher searcher = searchers.acquire();
        try {
            Query here = new TermQuery(new Term(MAILBOX, mailboxKey(mailbox, view)));
            BitSet known = new BitSet();
            collect(searcher, here, view, (position, _) -> known.set(position));
            unknown.or(among);
            unknown.andNot(known);
            BitSet found = new BitSet();
            StoredFields stored = searcher.storedFields();
            collect(searcher, candidates(here, key), view, (position, document) -> {
                if (among.get(position)) {
                    Document fields = stored.document(document, Set.of(HEADER, BODY));
                    found.set(position, new MessageText(fields.get(HEADER), fields.get(BODY)).matches(key));
                }
            });
            return found;
        } finally {
            searchers.release(searcher);
        }
    }

    private static Query candidates(Query here, TextKey key) {
        BooleanQuery.Builder query = new BooleanQuery.Builder().add(here, BooleanClause.Occur.FILTER);
        for (String trigram : Trigrams.some(Folding.fold(key.text()), TRIGRAMS_MAX)) {
            query.add(new TermQuery(new Term(TRIGRAMS, trigram)), BooleanClause.Occur.FILTER);
        }
        return query.build();
    }

    /// Makes the index know of a mailbox what is there now.
    void update(Mailbox mailbox) throws IOException {
        updating.lock();
        try {
            MailboxView view = mailbox.view();
            String here = mailboxKey(mailbox, view);
            BitSet known = new BitSet();
            List<String> gone = new ArrayList<>();
            searchers.maybeRefreshBlocking();
            IndexSearcher searcher = searchers.acquire();
            try {
                collectUids(searcher, new TermQuery(new Term(MAILBOX, here)), (uid, _) -> {
                    int position = view.position(uid);
                    if (position >= 0) {
                        known.set(position);
                    } else {
                        gone.add(here + "/" + uid);
                    }
                });
            } finally {
                searchers.release(searcher);
            }
            for (String key : gone) {
                writer.deleteDocuments(new Term(KEY, key));
                uncommitted = true;
            }
            for (int i = known.nextClearBit(0); i < view.count(); i = known.nextClearBit(i + 1)) {
                add(mailbox, here, view.uid(i));
            }
        } finally {
            updating.unlock();
        }
    }

    private void add(Mailbox mailbox, String here, long uid) throws IOException {
        MessageText text;
        try {
            text = MessageText.of(mailbox.content(uid));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                return;
            }
            throw e;
        }
        Set<String> trigrams = Trigrams.of(text.header());
        Trigrams.add(text.body(), trigrams);
        Document document = new Document();
        document.add(new StringField(MAILBOX, here, Field.Store.NO));
        document.add(new StringField(KEY, here + "/" + uid, Field.Store.NO));
        document.add(new NumericDocValuesField(UID, uid));
        document.add(new Field(TRIGRAMS, Trigrams.stream(trigrams), TRIGRAM_TYPE));
        document.add(new StoredField(HEADER, text.header()));
        document.add(new StoredField(BODY, text.body()));
        writer.updateDocument(new Term(KEY, here + "/" + uid), document);
        uncommitted = true;
    }

    void commit() throws IOException {
        if (uncommitted) {
            uncommitted = false;
            writer.commit();
        }
    }

    @Override
    public void close() throws IOException {
        updating.lock();
        try {
            searchers.close();
            writer.close();
            writer.getDirectory().close();
        } finally {
            updating.unlock();
        }
    }

    private static String mailboxKey(Mailbox mailbox, MailboxView view) {
        return mailbox.id() + "/" + view.uidValidity();
    }

    private static void collect(IndexSearcher searcher, Query query, MailboxView view, Hit hit) throws IOException {
        collectUids(searcher, query, (uid, document) -> {
            int position = view.position(uid);
            if (position >= 0) {
                hit.found(position, document);
            }
        });
    }

    @SuppressWarnings("deprecation") // its successor wants a collector manager, for searches by several threads
    private static void collectUids(IndexSearcher searcher, Query query, UidHit hit) throws IOException {
        searcher.search(query, new SimpleCollector() {
            private NumericDocValues uids = org.apache.lucene.index.DocValues.emptyNumeric();
            private int base;

            @Override
            protected void doSetNextReader(LeafReaderContext context) throws IOException {
                uids = org.apache.lucene.index.DocValues.getNumeric(context.reader(), UID);
                base = context.docBase;
            }

            @Override
            public void collect(int document) throws IOException {
                if (uids.advanceExact(document)) {
                    hit.found(uids.longValue(), base + document);
                }
            }

            @Override
            public ScoreMode scoreMode() {
                return ScoreMode.COMPLETE_NO_SCORES;
            }
        });
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    @FunctionalInterface
    private interface Hit {
        void found(int position, int document) throws IOException;
    }

    @FunctionalInterface
    private interface UidHit {
        void found(long uid, int document) throws IOException;
    }
}
