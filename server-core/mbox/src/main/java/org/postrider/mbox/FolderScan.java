package org.postrider.mbox;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.postrider.api.store.UidSet;
import org.postrider.mbox.MailLocks.LockedFile;
import org.postrider.mbox.MboxState.Change;
import org.postrider.mbox.format.MboxParser;
import org.postrider.mbox.format.MessageTags;
import org.postrider.mbox.format.RawLines;
import org.postrider.storefiles.DerivedCache;
import org.postrider.storefiles.StoreServices;

/// Makes memory and index what the file is: used once, under the file's lock.
///
/// A message that is not known gets a UID, which the file says from then on; where the file says one already, it keeps
/// it if nobody else can have been given it. A message that another program has changed is another one.
final class FolderScan {
    private static final long MILLIS = 1000;

    private final MboxState state;
    private final StoreServices services;
    private final LockedFile file;
    private final long trusted;
    private final MboxIndex.Start start;
    private final Messages messages;
    private final BitSet matched = new BitSet();
    private final long[] offsets;
    private final long[] lengths;
    private final long[] words;
    private final byte[] marks;
    private final List<Found> found = new ArrayList<>();
    /// In the order of the file: a position, or `-1 - i` for what was found.
    private int[] inFile = new int[64];

    private int inFileCount;
    private long from;
    private Change change = Change.NONE;

    /// @param trusted a UID from here on that a message says was not given to another one
    /// @param start where what is gone may have been lost, rather than removed, its delivery can be made again
    FolderScan(MboxState state, StoreServices services, LockedFile file, long trusted, MboxIndex.Start start) {
        this.state = state;
        this.services = services;
        this.file = file;
        this.trusted = trusted;
        this.start = start;
        this.messages = state.messages();
        int count = messages.count();
        this.offsets = new long[count];
        this.lengths = new long[count];
        this.words = new long[count];
        this.marks = new byte[count];
    }

    /// @param begin 0 for all of the file; else where messages begin that were appended, while the others are as
    ///     they were
    Change run(long begin) throws IOException {
        from = begin;
        long size = file.channel().size();
        RawLines lines = RawLines.of(new FileRange(file.channel(), from, size - from), size - from);
        MboxParser parser = new MboxParser(lines, ZoneId.systemDefault(), MboxParser.Sink.NOTHING);
        while (parser.next()) {
            while (parser.step()) {
                // It measures.
            }
            take(parser);
            file.touch();
        }
        giveUids();
        writeUids();
        if (from == 0) {
            compareKnown();
        }
        add();
        state.moved();
        if (change != Change.NONE) {
            state.commit();
        } else {
            state.index().commit();
        }
        return change;
    }

    private void take(MboxParser parser) {
        MessageTags tags = parser.tags();
        boolean ours =
                tags.uidValidity() == state.identity().uidValidity() && tags.uid() > 0 && tags.size() == parser.size();
        int position = ours ? messages.position(tags.uid()) : -1;
        byte mark = Messages.marks(tags.form(), tags.old(), parser.isTidy());
        if (from == 0 && position >= 0 && !matched.get(position) && messages.size(position) == parser.size()) {
            matched.set(position);
            offsets[position] = parser.start();
            lengths[position] = parser.end() - parser.start();
            words[position] = state.index().foundFlagWord(tags.flags());
            marks[position] = mark;
            note(position);
        } else {
            Found one = new Found(from + parser.start(), parser.end() - parser.start(), parser.size(), tags, mark);
            one.keeps = ours
                    && position < 0
                    && tags.uid() >= trusted
                    && tags.uid() < state.identity().firstUnused();
            found.add(one);
            note(-found.size());
        }
    }

    private void note(int which) {
        if (inFileCount == inFile.length) {
            inFile = Arrays.copyOf(inFile, 2 * inFileCount);
        }
        inFile[inFileCount++] = which;
    }

    private void giveUids() throws IOException {
        List<Found> keepers =
                new ArrayList<>(found.stream().filter(one -> one.keeps).toList());
        keepers.sort(Comparator.comparingLong(one -> one.tags.uid()));
        long last = messages.lastUid();
        for (Found one : keepers) {
            if (one.tags.uid() > last && one.tags.uid() <= UidSet.UID_MAX) {
                last = one.tags.uid();
                one.uid = last;
            }
        }
        long next = Math.max(state.index().uidNext(), last + 1);
        for (Found one : found) {
            if (one.uid == 0) {
                state.use(next);
                one.uid = next++;
            }
        }
    }

    // In the file first: were it only in memory, a UID could be given to another message later.
    private void writeUids() throws IOException {
        long[] places = new long[inFileCount];
        long[] extents = new long[inFileCount];
        for (int i = 0; i < inFileCount; i++) {
            int which = inFile[i];
            places[i] = which >= 0 ? offsets[which] : found.get(-1 - which).offset;
            extents[i] = which >= 0 ? lengths[which] : found.get(-1 - which).length;
        }
        Rewrite rewrite = new Rewrite(file, places, extents, inFileCount);
        for (int i = 0; i < inFileCount; i++) {
            if (inFile[i] < 0) {
                Found one = found.get(-1 - inFile[i]);
                MessageTags wanted = wanted(one);
                if (!wanted.equals(one.tags)) {
                    rewrite.tag(i, () -> wanted);
                    one.tags = wanted;
                    one.mark = Messages.marks(wanted.form(), wanted.old(), true);
                }
            }
        }
        rewrite.run();
        for (int i = 0; i < inFileCount; i++) {
            int which = inFile[i];
            if (which >= 0) {
                offsets[which] = places[i];
                lengths[which] = extents[i];
            } else {
                found.get(-1 - which).offset = places[i];
                found.get(-1 - which).length = extents[i];
            }
        }
    }

    private MessageTags wanted(Found one) {
        MessageTags tags = one.tags;
        long now = services.clock().instant().getEpochSecond();
        long date = tags.date() == 0 ? now : tags.date();
        boolean savedHere =
                tags.saved() != 0 && tags.uidValidity() == state.identity().uidValidity();
        return new MessageTags(
                one.uid,
                state.identity().uidValidity(),
                tags.systemBits(),
                tags.old(),
                tags.keywords(),
                one.size,
                date,
                tags.form(),
                tags.delivery(),
                savedHere ? tags.saved() : now);
    }

    private void compareKnown() {
        BitSet missing = new BitSet();
        missing.set(0, messages.count());
        missing.andNot(matched);
        long modSeq = 0;
        for (int i = matched.nextSetBit(0); i >= 0; i = matched.nextSetBit(i + 1)) {
            messages.place(i, offsets[i], lengths[i]);
            messages.mark(i, marks[i]);
            if (words[i] != messages.flags(i)) {
                modSeq = modSeq == 0 ? state.index().nextModSeq() : modSeq;
                state.index().change(i, modSeq, words[i]);
                change = change.and(Change.FLAGS);
            }
        }
        if (!missing.isEmpty()) {
            change = Change.MESSAGES;
            state.index().expunge(missing, state.index().nextModSeq(), start != MboxIndex.Start.DOUBTFUL);
        }
    }

    private void add() {
        found.sort(Comparator.comparingLong(one -> one.uid));
        for (Found one : found) {
            change = Change.MESSAGES;
            long word = state.index().foundFlagWord(one.tags.flags());
            int position = state.index()
                    .add(
                            one.uid,
                            state.index().nextModSeq(),
                            word,
                            one.size,
                            one.tags.date() * MILLIS,
                            DerivedCache.NOWHERE,
                            one.tags.delivery(),
                            one.tags.saved());
            messages.place(position, one.offset, one.length);
            messages.mark(position, one.mark);
        }
    }

    /// A message that is not known.
    private static final class Found {
        private final long size;
        private long offset;
        private long length;
        private MessageTags tags;
        private byte mark;
        private boolean keeps;
        private long uid;

        Found(long offset, long length, long size, MessageTags tags, byte mark) {
            this.offset = offset;
            this.length = length;
            this.size = size;
            this.tags = tags;
            this.mark = mark;
        }
    }
}
