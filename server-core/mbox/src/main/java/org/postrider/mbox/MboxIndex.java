package org.postrider.mbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Keyword;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.StoreException.Kind;
import org.postrider.api.store.UidSet;
import org.postrider.storefiles.FlagSets;
import org.postrider.storefiles.FlagWord;
import org.postrider.storefiles.IndexLog;
import org.postrider.storefiles.LongSet;
import org.postrider.storefiles.RecordWriter;
import org.postrider.storefiles.Vanished;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of a mailbox's messages, in memory and in a log on the disk: each change goes to both. A cache: where
/// the log is gone or cannot be read, the mailbox's file tells all that must not be lost. Where messages begin in the
/// file is not in the log but in [Places]. Guarded by the mailbox's lock.
final class MboxIndex implements AutoCloseable {
    /// No message is being appended.
    static final long NO_INTENT = -1;

    private static final Logger LOG = LoggerFactory.getLogger(MboxIndex.class);

    private static final byte BEGIN = 1;
    private static final byte ADD = 2;
    private static final byte FLAGS = 3;
    private static final byte EXPUNGE = 5;
    private static final byte DERIVED = 6;
    private static final byte KEYWORD = 8;
    private static final byte INTENT = 9;

    private static final int VANISHED_MAX = 20_000;
    private static final int LOG_SLACK = 1000;
    // There are never a thousand changes in a millisecond: so MODSEQs made of the time are above all given out before.
    private static final int MODSEQ_SHIFT = 10;

    private final Path logFile;
    private final IndexLog log;
    private final long uidValidity;
    private final long boot;
    private final RecordWriter batch = new RecordWriter();
    private final Messages messages = new Messages();
    private final Vanished vanished = new Vanished(VANISHED_MAX);
    private final LongSet deliveries = new LongSet();
    private final BitSet goneInLog = new BitSet();
    private final List<Optional<Keyword>> keywords = new ArrayList<>();
    private FlagSets flagSets = new FlagSets(List.of());
    private boolean begun;
    private boolean otherMailbox;
    private boolean warned;
    private long logBoot;
    private long intent = NO_INTENT;
    private String file = "";
    private long uidNext = 1;
    private long highestModSeq = 1;

    private MboxIndex(Path logFile, long uidValidity, long boot, boolean writes) throws IOException {
        this.logFile = logFile;
        this.uidValidity = uidValidity;
        this.boot = boot;
        this.log = writes ? IndexLog.open(logFile, this::replay) : IndexLog.look(logFile, this::replay);
        if (!goneInLog.isEmpty()) {
            messages.remove(goneInLog);
        }
        flagSets = new FlagSets(List.copyOf(keywords));
    }

    /// @param boot something that is another one after the computer was started anew
    static MboxIndex open(Path logFile, long uidValidity, long boot) throws IOException {
        return new MboxIndex(logFile, uidValidity, boot, true);
    }

    /// How it was left.
    Start start() {
        if (!begun || otherMailbox) {
            return Start.NOTHING;
        }
        return log.torn() || logBoot != boot ? Start.DOUBTFUL : Start.WHOLE;
    }

    /// The mailbox's file for which it was last used; empty where it is new.
    String file() {
        return file;
    }

    /// Where the server was about to append a message when it ended, or [#NO_INTENT].
    long intent() {
        return intent;
    }

    /// Goes on from where it was left.
    ///
    /// @param reserved no UID from here on was given out; what the log says is not enough where it may lack its end
    void resume(String usedFor, long reserved, long millis) throws IOException {
        Start start = start();
        file = usedFor;
        if (start != Start.WHOLE) {
            uidNext = Math.max(uidNext, reserved);
            highestModSeq = Math.max(highestModSeq + 1, millis << MODSEQ_SHIFT);
            vanished.uncertainUntil(highestModSeq);
        }
        logBoot = boot;
        if (start == Start.NOTHING) {
            intent = NO_INTENT;
            rewrite();
        } else {
            putBegin(batch);
            commit();
        }
    }

    /// The mailbox's file has another name now.
    void usedFor(String other) {
        file = other;
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

    FlagSets flagSets() {
        return flagSets;
    }

    /// The word of these flags; keywords that are new to the mailbox get numbers.
    ///
    /// @throws StoreException INVALID where there are too many
    long flagWord(Flags flags) throws StoreException {
        long unknown = flags.keywords().stream()
                .filter(keyword -> !keywords.contains(Optional.of(keyword)))
                .count();
        if (keywords.size() + unknown > FlagWord.KEYWORDS_MAX) {
            throw new StoreException(
                    Kind.INVALID, "a mailbox holds at most " + FlagWord.KEYWORDS_MAX + " different keywords");
        }
        return foundFlagWord(flags);
    }

    /// The same for what stands in the file: keywords that are too many are not shown.
    long foundFlagWord(Flags flags) {
        for (Keyword keyword : flags.keywords()) {
            if (!keywords.contains(Optional.of(keyword)) && keywords.size() < FlagWord.KEYWORDS_MAX) {
                keywords.add(Optional.of(keyword));
                putKeyword(batch, keywords.size() - 1);
                flagSets = new FlagSets(List.copyOf(keywords));
            }
        }
        return knownFlagWord(flags);
    }

    /// Without keywords that no message of the mailbox can have.
    long knownFlagWord(Flags flags) {
        long bits = 0;
        for (Keyword keyword : flags.keywords()) {
            int number = keywords.indexOf(Optional.of(keyword));
            bits |= number < 0 ? 0 : 1L << number;
        }
        return FlagWord.of(flags.systemBits(), bits);
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

    /// @return the message's position
    int add(long uid, long modSeq, long word, long size, long date, long derivedAt, long delivery, long saved) {
        messages.add(uid, modSeq, word, size, date, derivedAt, delivery, saved);
        uidNext = Math.max(uidNext, uid + 1);
        deliveries.add(delivery);
        intent = NO_INTENT;
        putAdd(batch, messages.count() - 1);
        return messages.count() - 1;
    }

    void change(int position, long modSeq, long word) {
        messages.change(position, modSeq, word);
        batch.begin(FLAGS).put(messages.uid(position)).put(modSeq).put(word).end();
    }

    void setDerivedAt(int position, long at) {
        messages.setDerivedAt(position, at);
        batch.begin(DERIVED).put(messages.uid(position)).put(at).end();
    }

    /// Written before the file is: what is behind `offset` when the server ends in between is not whole.
    void intend(long offset) {
        intent = offset;
        batch.begin(INTENT).put(offset).end();
        commit();
    }

    /// @param remembered whether a delivery that is repeated is still known: not where the message may have been lost
    ///     rather than removed
    void expunge(BitSet positions, long modSeq, boolean remembered) {
        for (int i = positions.nextSetBit(0); i >= 0; i = positions.nextSetBit(i + 1)) {
            long key = messages.delivery(i);
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
                LOG.warn("the index of {} cannot be written; it is tried again", file, e);
            }
            warned = true;
        }
    }

    /// False where another hand or the disk has spoiled the log, or taken it away. Nothing may wait to be written.
    boolean isOnDisk() {
        try (MboxIndex there = new MboxIndex(logFile, uidValidity, boot, false)) {
            return !there.log.torn()
                    && there.begun
                    && !there.otherMailbox
                    && there.keywords.equals(keywords)
                    && there.messages.isSameAs(messages);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", logFile, e);
            return false;
        }
    }

    /// True where it is time for [#rewrite].
    boolean isLong() {
        return log.records() > 3 * (messages.count() + vanished.count()) + LOG_SLACK;
    }

    /// Writes the log anew, with nothing in it that is not needed any more.
    void rewrite() throws IOException {
        log.rewrite((out, flush) -> {
            putBegin(out);
            for (int i = 0; i < keywords.size(); i++) {
                putKeyword(out, i);
            }
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
            if (intent != NO_INTENT) {
                out.begin(INTENT).put(intent).end();
            }
        });
        batch.drainTo(octets -> {
            // All that was to be written is in the new log.
        });
    }

    @Override
    public void close() throws IOException {
        commit();
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
                .put(file)
                .end();
    }

    private void putKeyword(RecordWriter out, int number) {
        out.begin(KEYWORD)
                .put(keywords.get(number).map(Keyword::name).orElse(""))
                .end();
    }

    private void putAdd(RecordWriter out, int position) {
        out.begin(ADD)
                .put(messages.uid(position))
                .put(messages.modSeq(position))
                .put(messages.flags(position))
                .put(messages.size(position))
                .put(messages.date(position))
                .put(messages.derivedAt(position))
                .put(messages.delivery(position))
                .put(messages.saved(position))
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
            case DERIVED -> {
                int position = messages.position(in.getLong());
                long at = in.getLong();
                if (position >= 0) {
                    messages.setDerivedAt(position, at);
                }
            }
            case EXPUNGE -> replayExpunge(in.getLong(), in.getLong(), in.getLong());
            case KEYWORD -> {
                String name = RecordWriter.text(in);
                keywords.add(name.isEmpty() ? Optional.empty() : Optional.of(Keyword.of(name)));
            }
            case INTENT -> intent = in.getLong();
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
        file = RecordWriter.text(in);
    }

    private void replayAdd(ByteBuffer in) {
        long uid = in.getLong();
        long modSeq = in.getLong();
        if (uid <= messages.lastUid()) {
            throw new IllegalArgumentException("UID " + uid + " comes after " + messages.lastUid());
        }
        messages.add(uid, modSeq, in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong());
        deliveries.add(messages.delivery(messages.count() - 1));
        uidNext = Math.max(uidNext, uid + 1);
        highestModSeq = Math.max(highestModSeq, modSeq);
        intent = NO_INTENT;
    }

    // The message stays in its place until all is read: removing one after the other would take too long.
    private void replayExpunge(long modSeq, long uid, long key) {
        int position = messages.position(uid);
        if (position >= 0) {
            goneInLog.set(position);
            deliveries.remove(messages.delivery(position));
        }
        vanished.add(modSeq, uid, key);
        uidNext = Math.max(uidNext, uid + 1);
        highestModSeq = Math.max(highestModSeq, modSeq);
    }

    enum Start {
        /// There is no index, or one that is not of this mailbox.
        NOTHING,
        /// The computer was started anew since, or the end of the log was not whole: the last changes may be missing.
        DOUBTFUL,
        /// The log has all but perhaps the change that was being made when the server ended.
        WHOLE
    }
}
