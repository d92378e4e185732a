package org.postrider.storefiles;

/// Numbers other than 0, without an object for each: open addressing, at most half full. Guarded by the mailbox's lock.
public final class LongSet {
    private long[] slots = new long[16];
    private int count;

    public boolean contains(long value) {
        return slots[slot(value)] != 0;
    }

    /// @param value 0 is passed over
    /// @return false where it was there
    public boolean add(long value) {
        int slot = slot(value);
        if (value == 0 || slots[slot] != 0) {
            return false;
        }
        slots[slot] = value;
        if (++count > slots.length / 2) {
            grow();
        }
        return true;
    }

    public void remove(long value) {
        int hole = slot(value);
        if (slots[hole] == 0) {
            return;
        }
        count--;
        slots[hole] = 0;
        // What stands behind the hole may have come there only because the hole was taken.
        for (int i = next(hole); slots[i] != 0; i = next(i)) {
            long moved = slots[i];
            slots[i] = 0;
            slots[slot(moved)] = moved;
        }
    }

    private void grow() {
        long[] old = slots;
        slots = new long[2 * old.length];
        for (long value : old) {
            if (value != 0) {
                slots[slot(value)] = value;
            }
        }
    }

    private int slot(long value) {
        int slot = (((int) (value ^ (value >>> 32)) * 0x9e3779b1) >>> 1) & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = next(slot);
        }
        return slot;
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
