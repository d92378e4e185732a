package org.postrider.storefiles;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxView;

/// The messages at one moment: the columns of [Messages] up to a count, which nobody changes any more.
public final class MessagesView implements MailboxView {
    private final long uidValidity;
    private final long uidNext;
    private final long highestModSeq;
    private final int count;
    private final int unseen;
    private final long octets;
    private final long[] uids;
    private final long[] modSeqs;
    private final long[] flags;
    private final long[] sizes;
    private final long[] dates;
    private final int[] saved;
    private final FlagSets sets;

    public MessagesView(
            long uidValidity,
            long uidNext,
            long highestModSeq,
            int count,
            int unseen,
            long octets,
            long[] uids,
            long[] modSeqs,
            long[] flags,
            long[] sizes,
            long[] dates,
            int[] saved,
            FlagSets sets) {
        this.uidValidity = uidValidity;
        this.uidNext = uidNext;
        this.highestModSeq = highestModSeq;
        this.count = count;
        this.unseen = unseen;
        this.octets = octets;
        this.uids = uids;
        this.modSeqs = modSeqs;
        this.flags = flags;
        this.sizes = sizes;
        this.dates = dates;
        this.saved = saved;
        this.sets = sets;
    }

    @Override
    public long uidValidity() {
        return uidValidity;
    }

    @Override
    public long uidNext() {
        return uidNext;
    }

    @Override
    public long highestModSeq() {
        return highestModSeq;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long uid(int position) {
        return uids[checked(position)];
    }

    @Override
    public int position(long uid) {
        return Arrays.binarySearch(uids, 0, count, uid);
    }

    @Override
    public Flags flags(int position) {
        return sets.flags(flags[checked(position)]);
    }

    @Override
    public long modSeq(int position) {
        return modSeqs[checked(position)];
    }

    @Override
    public long size(int position) {
        return sizes[checked(position)];
    }

    @Override
    public Instant internalDate(int position) {
        return Instant.ofEpochMilli(dates[checked(position)]);
    }

    @Override
    public Instant saveDate(int position) {
        return Instant.ofEpochSecond(saved[checked(position)]);
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public int unseen() {
        return unseen;
    }

    private int checked(int position) {
        return Objects.checkIndex(position, count);
    }
}
