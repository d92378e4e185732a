package org.postrider.example.logstore;

import java.time.Instant;
import java.util.List;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailboxView;
import org.postrider.api.store.SystemFlag;

/// A mailbox at one moment.
record BoxView(long uidValidity, long uidNext, long highestModSeq, List<Stored> messages) implements MailboxView {
    @Override
    public int count() {
        return messages.size();
    }

    @Override
    public long uid(int position) {
        return messages.get(position).uid();
    }

    @Override
    public int position(long uid) {
        int low = 0;
        int high = messages.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = uid(middle);
            if (found == uid) {
                return middle;
            }
            if (found < uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public Flags flags(int position) {
        return messages.get(position).flags();
    }

    @Override
    public long modSeq(int position) {
        return messages.get(position).modSeq();
    }

    @Override
    public long size(int position) {
        return messages.get(position).size();
    }

    @Override
    public Instant internalDate(int position) {
        return messages.get(position).internalDate();
    }

    @Override
    public Instant saveDate(int position) {
        return messages.get(position).saveDate();
    }

    @Override
    public int unseen() {
        return (int) messages.stream()
                .filter(message -> !message.flags().has(SystemFlag.SEEN))
                .count();
    }
}
