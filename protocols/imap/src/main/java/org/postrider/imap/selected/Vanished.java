package org.postrider.imap.selected;

import java.io.IOException;
import org.postrider.api.store.UidSet;

/// Which messages are gone since a client last knew (RFC 7162 §3.2.5, §3.2.6).
public final class Vanished {
    private Vanished() {}

    /// @param since the MODSEQ that the client knows
    /// @param among the UIDs it asks of
    public static UidSet since(SelectedMailbox selected, long since, UidSet among) throws IOException {
        UidSet.Builder gone = new UidSet.Builder();
        for (UidSet.Range range :
                selected.mailbox().changesSince(since).vanished().ranges()) {
            for (UidSet.Range wanted : among.ranges()) {
                long first = Math.max(range.first(), wanted.first());
                long last = Math.min(range.last(), wanted.last());
                if (first <= last) {
                    gone.addRange(first, last);
                }
            }
        }
        return gone.build();
    }
}
