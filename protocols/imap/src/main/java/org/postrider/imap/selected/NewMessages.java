package org.postrider.imap.selected;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.StoreException;
import org.postrider.api.store.UidSet;
import org.postrider.imap.syntax.FetchItem;
import org.postrider.imap.wire.CommandFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the client wants to know of each new message without asking for it (RFC 5465 §5.2, §7).
public final class NewMessages {
    private static final Logger LOG = LoggerFactory.getLogger(NewMessages.class);

    private NewMessages() {}

    /// @param before how many messages the client knew before
    /// @param items of all, but `own`
    public static void tell(SelectedMailbox selected, int before, List<FetchItem> items, UidSet own, News news)
            throws ConnectionEndedException {
        FollowedSearches contexts = selected.contexts();
        Map<Long, List<FetchItem>> found = contexts == null ? Map.of() : contexts.takeNew();
        for (int number = before + 1; number <= selected.count() && (!items.isEmpty() || !found.isEmpty()); number++) {
            long uid = selected.uid(number);
            // RFC 5465 §5.2: of one's own messages one knows all
            List<FetchItem> all = own.contains(uid) ? List.of() : both(items, found.getOrDefault(uid, List.of()));
            int position = selected.position(number);
            if (!all.isEmpty() && position >= 0) {
                write(selected, number, position, all, news);
            }
        }
    }

    private static List<FetchItem> both(List<FetchItem> some, List<FetchItem> others) {
        List<FetchItem> all = new ArrayList<>(some);
        others.stream().filter(item -> !some.contains(item)).forEach(all::add);
        return all;
    }

    private static void write(SelectedMailbox selected, int number, int position, List<FetchItem> items, News news)
            throws ConnectionEndedException {
        try {
            new FetchWriter(selected, items, news).write(number, position, false, false);
        } catch (ConnectionEndedException e) {
            throw e;
        } catch (StoreException e) {
            LOG.debug("a new message is gone already", e);
        } catch (IOException | CommandFailedException e) {
            // The client has its number, and can ask for it.
            LOG.debug("a new message cannot be told of", e);
        }
    }
}
