package org.postrider.maildir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.IndexLog;
import org.postrider.storefiles.LongSet;
import org.postrider.storefiles.RecordWriter;
import org.postrider.storefiles.Vanished;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of a mailbox's messages, in memory and in a log on the disk: each change goes to both. A cache: where
/// the log is gone or cannot be read, the files tell all that must not be lost. Guarded by the mailbox's lock.
final class FolderIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderIndex.class);

    private static final byte BEGIN = 1;
    private static final byte ADD = 2;
    private static final byte FLAGS = 3;
    private static final byte FILE = 4;
    private static final byte EXPUNGE = 5;
    private static final byte DERIVED = 6;
    private static final byte CLOSE = 7;
    private static final byte SIZE = 8;

    private static final int VANISHED_MAX = 20_000;
    private static final int LOG_SLACK = 1000;
    // There are never a thousand changes in a millisecond: so MODSEQs made of the time are above all given out before.
    private static final int MODSEQ_SHIFT = 10;

    private final Path file;
    private final IndexLog log;
    private final long uidValidity;
    private final long boot;
    private final RecordWriter batch = new RecordWriter();
    private final Messages messages = new Messages();
    private final Vanished vanished = new Vanished(VANISHED_MAX);
    private final LongSet deliveries = new LongSet();
    private final BitSet goneInLog = new BitSet();
    private boolean begun;
    private boolean otherMailbox;
    private boolean warned;
    private long logBoot;
    private DirectoryStamp closedAt = DirectoryStamp.NEVER;
    private String folder = "";
    private long uidNext = 1;
    private long highestModSeq = 1;

    private FolderIndex(Path file, long uidValidity, long boot, boolean writes) throws IOException {
        this.file = file;
        this.uidValidity = uidValidity;
        this.boot = boot;
        this.log = writes ? IndexLog.open(file, this::replay) : IndexLog.look(file, this::replay);
        if (!goneInLog.isEmpty()) {
            messages.remove(goneInLog);
        }
    }

    /// @param boot something that is another one after the computer was started anew
    static FolderIndex open(Path file, long uidValidity, long boot) throws IOException {
        return new FolderIndex(file, uidValidity, boot, true);
    }

    /// How it was left.
    Start start() {
        if (!begun || otherMailbox) {
            return Start.NOTHING;
        }
        if (log.torn() || logBoot != boot) {
            return Start.DOUBTFUL;
        }
        return closedAt.equals(DirectoryStamp.NEVER) ? Start.KILLED : Start.CLOSED;
    }

    /// The folder it was last used for; empty where it is new.
    String folder() {
        return folder;
    }

    /// When it was closed in order: how the folder was then.
    DirectoryStamp closedAt() {
        return closedAt;
    }

    /// Goes on from where it was left.
    ///
    /// @param reserved no UID from here on was given out; what the log says is not enough where it may lack its end
    void resume(String usedFor, long reserved, long millis) throws IOException {
        Start start = start();
        folder = usedFor;
        if (start == Start.NOTHING || start == Start.DOUBTFUL) {
            uidNext = Math.max(uidNext, reserved);
            highestModSeq = Math.max(highestModSeq + 1, millis << MODSEQ_SHIFT);
            vanished.uncertainUntil(highestModSeq);
        }
        closedAt = DirectoryStamp.NEVER;
        logBoot = boot;
        if (start == Start.NOTHING) {
            rewrite();
        } else {
            putBegin(batch);
            commit();
        }
    }

    /// The mailbox's folder has another name now.
    void usedFor(String other) {
        folder = other;
        putBegin(batch);
        commit();
    }

    Messages messages() {
        return messages;
    }

    boolean delivered(long key) {
        return deliveries.contains(key) || vanished.delivered(key);
    }

    /// True where a message of that delivery is there.
    boolean holds(long key) {
        return deliveries.contains(key);
    }

    long uidNext() {
        return uidNext;
    }

    long highestModSeq() {
        return highestModSeq;
    }

    Mailbox.Changes changesSince(long modSeq) {
        UidSet.Builder changed = new UidSet.Builder();
        for (int i = 0; i < messages.count(); i++) {
            if (messages.modSeq(i) > modSeq) {
                changed.add(messages.uid(i));
            }
        }
        UidSet gone = vanished.since(modSeq).orElseGet(this::allThatAreNotHere);
        return new Mailbox.Changes(changed.build(), gone, highestModSeq);
    }

    /// For the next change.
    long nextModSeq() {
        return ++highestModSeq;
    }

    void add(long uid, long modSeq, long word, long size, long date, long derivedAt, MessageFile file) {
        messages.add(uid, modSeq, word, size, date, derivedAt, file);
        uidNext = Math.max(uidNext, uid + 1);
        long key = DeliveryKey.in(file);
        if (key != 0) {
            deliveries.add(key);
        }
        putAdd(batch, messages.count() - 1);
    }

    void change(int position, long modSeq, long word) {
        messages.change(position, modSeq, word);
        batch.begin(FLAGS).put(messages.uid(position)).put(modSeq).put(word).end();
    }

    void setFile(int position, MessageFile file) {
        messages.setFile(position, file);
        batch.begin(FILE)
                .put(messages.uid(position))
                .put(file.isNew() ? 1 : 0)
                .put(file.name())
                .end();
    }

    void setSize(int position, long size) {
        messages.setSize(position, size);
        batch.begin(SIZE).put(messages.uid(position)).put(size).end();
    }

    void setDerivedAt(int position, long at) {
        messages.setDerivedAt(position, at);
        batch.begin(DERIVED).put(messages.uid(position)).put(at).end();
    }

    /// @param remembered whether a delivery that is repeated is still known: not where the message may have been lost
    ///     rather than removed
    void expunge(BitSet positions, long modSeq, boolean remembered) {
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            long key = DeliveryKey.in(messages.file(i));
            deliveries.remove(key);
            vanished.add(modSeq, messages.uid(i), remembered ? key : 0);
            putExpunge(batch, vanished.count() - 1);
        }
        messages.remove(positions);
    }

    /// Writes what was changed. Where that fails, memory goes on alone, and the log is written anew when it can be.
    void commit() {
        try {
            if (log.broken()) {
                rewrite();
            } else if (!batch.isEmpty()) {
                log.append(batch);
            }
            warned = false;
        } catch (IOException e) {
            if (!warned) {
                LOG.warn("the index of {} cannot be written; it is tried again", folder, e);
            }
            warned = true;
        }
    }

    /// True where it is time for [#rewrite].
    boolean isLong() {
        return log.records() > 2 * (messages.count() + vanished.count()) + LOG_SLACK;
    }

    /// Writes the log anew, with nothing in it that is not needed any more.
    void rewrite() throws IOException {
        log.rewrite((out, flush) -> {
            putBegin(out);
            for (int i = 0; i < vanished.count(); i++) {
                putExpunge(out, i);
                if (out.isFull()) {
                    flush.run();
                }
            }
            for (int i = 0; i < messages.count(); i++) {
                putAdd(out, i);
                if (out.isFull()) {
                    flush.run();
                }
            }
        });
        batch.drainTo(octets -> {
            // All that was to be written is in the new log.
        });
    }

    /// False where another hand or the disk has spoiled the log, or taken it away. Nothing may wait to be written.
    boolean isOnDisk() {
        try (FolderIndex there = new FolderIndex(file, uidValidity, boot, false)) {
            return !there.log.torn() && there.begun && !there.otherMailbox && there.messages.isSameAs(messages);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return false;
        }
    }

    /// Closes it for a next time that need not look at the files where they still are as in `stamp`.
    void close(DirectoryStamp stamp) throws IOException {
        commit();
        if (!log.broken()) {
            batch.begin(CLOSE).put(stamp.newNanos()).put(stamp.curNanos()).end();
            log.append(batch);
        }
        close();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private UidSet allThatAreNotHere() {
        UidSet.Builder gone = new UidSet.Builder();
        long next = 1;
        for (int i = 0; i < messages.count(); i++) {
            long uid = messages.uid(i);
            if (uid > next) {
                gone.addRange(next, uid - 1);
            }
            next = uid + 1;
        }
        if (uidNext > next) {
            gone.addRange(next, uidNext - 1);
        }
        return gone.build();
    }

    private void putBegin(RecordWriter out) {
        out.begin(BEGIN)
                .put(uidValidity)
                .put(boot)
                .put(uidNext)
                .put(highestModSeq)
                .put(vanished.forgotten())
                .put(folder)
                .end();
    }

    private void putAdd(RecordWriter out, int position) {
        MessageFile file = messages.file(position);
        out.begin(ADD)
                .put(messages.uid(position))
                .put(messages.modSeq(position))
                .put(messages.flags(position))
                .put(messages.size(position))
                .put(messages.date(position))
                .put(messages.derivedAt(position))
                .put(file.isNew() ? 1 : 0)
                .put(file.name())
                .end();
    }

    private void putExpunge(RecordWriter out, int i) {
        out.begin(EXPUNGE)
                .put(vanished.modSeq(i))
                .put(vanished.uid(i))
                .put(vanished.key(i))
                .end();
    }

    private boolean replay(byte kind, ByteBuffer in) {
        if (kind != BEGIN && (!begun || otherMailbox)) {
            return false;
        }
        closedAt = DirectoryStamp.NEVER;
        switch (kind) {
            case BEGIN -> replayBegin(in);
            case ADD -> replayAdd(in);
            case FLAGS -> {
                int position = messages.position(in.getLong());
                long modSeq = in.getLong();
                long word = in.getLong();
                highestModSeq = Math.max(highestModSeq, modSeq);
                if (position >= 0) {
                    messages.change(position, modSeq, word);
                }
            }
            case FILE -> {
                int position = messages.position(in.getLong());
                MessageFile file = file(in);
                if (position >= 0) {
                    messages.setFile(position, file);
                }
            }
            case DERIVED -> {
                int position = messages.position(in.getLong());
                long at = in.getLong();
                if (position >= 0) {
                    messages.setDerivedAt(position, at);
                }
            }
            case SIZE -> {
                int position = messages.position(in.getLong());
                long size = in.getLong();
                if (position >= 0) {
                    messages.setSize(position, size);
                }
            }
            case EXPUNGE -> replayExpunge(in.getLong(), in.getLong(), in.getLong());
            case CLOSE -> closedAt = new DirectoryStamp(in.getLong(), in.getLong());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void replayBegin(ByteBuffer in) {
        otherMailbox = in.getLong() != uidValidity;
        if (otherMailbox) {
            return;
        }
        begun = true;
        logBoot = in.getLong();
        uidNext = Math.max(uidNext, in.getLong());
        highestModSeq = Math.max(highestModSeq, in.getLong());
        vanished.uncertainUntil(in.getLong());
        folder = RecordWriter.text(in);
    }

    private void replayAdd(ByteBuffer in) {
        long uid = in.getLong();
        long modSeq = in.getLong();
        long word = in.getLong();
        long size = in.getLong();
        long date = in.getLong();
        long derivedAt = in.getLong();
        MessageFile file = file(in);
        if (uid <= messages.lastUid()) {
            throw new IllegalArgumentException("UID " + uid + " comes after " + messages.lastUid());
        }
        messages.add(uid, modSeq, word, size, date, derivedAt, file);
        deliveries.add(DeliveryKey.in(file));
        uidNext = Math.max(uidNext, uid + 1);
        highestModSeq = Math.max(highestModSeq, modSeq);
    }

    // The message stays in its place until all is read: removing one after the other would take too long.
    private void replayExpunge(long modSeq, long uid, long key) {
        int position = messages.position(uid);
        if (position >= 0) {
            goneInLog.set(position);
            deliveries.remove(DeliveryKey.in(messages.file(position)));
        }
        vanished.add(modSeq, uid, key);
        uidNext = Math.max(uidNext, uid + 1);
        highestModSeq = Math.max(highestModSeq, modSeq);
    }

    private static MessageFile file(ByteBuffer in) {
        boolean isNew = in.getLong() != 0;
        return MessageFile.parse(RecordWriter.text(in), isNew);
    }

    enum Start {
        /// There is no index, or one that is not of this mailbox.
        NOTHING,
        /// The computer was started anew since, or the end of the log was not whole: the last changes may be missing.
        DOUBTFUL,
        /// The server ended without closing it; the log has all but perhaps the change that was being made.
        KILLED,
        CLOSED
    }
}
