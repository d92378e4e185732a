package org.postrider.kernel.ledger;

import java.io.IOException;

/// The kinds of records that the ledger writes to the journal. The numbers are for ever.
enum RecordType {
    /// A new entry.
    ACCEPT(1),
    /// An entry's id, its successors, what was delivered of it.
    REPLACE(2),
    /// The store has synced everything that records call delivered, up to the one whose segment and offset
    /// (two longs) are
    /// the payload.
    CHECKPOINT(3);

    private final int number;

    RecordType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static RecordType of(int number) throws IOException {
        for (RecordType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IOException("the journal has a record of type " + number
                + ", which this version does not know: was it written by a newer one?");
    }
}
