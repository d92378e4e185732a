package org.postrider.imap.selected;

import java.util.List;
import java.util.Map;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.FetchItem;

/// Searches of the selected mailbox whose results the client follows (RFC 5267 §4.3).
public interface FollowedSearches {
    /// The client was told of new messages, and of changes of others.
    void changed(UidSet uids) throws StoreException, ConnectionEndedException;

    /// These messages are about to lose their numbers.
    void expunging(UidSet leaving) throws ConnectionEndedException;

    /// What the client wants to know of the messages that were found since the last call, by UID.
    Map<Long, List<FetchItem>> takeNew();
}
