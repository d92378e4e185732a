package org.postrider.imap.order;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;

/// The tables of the mailboxes that were sorted lately, for all sessions. Thread-safe.
public final class OrderTables {
    // A message takes about 200 octets: a twentieth of the heap at most.
    private static final long OCTETS_FOR_ONE = 4096;

    private final IdHash hash = new IdHash();
    private final long messagesMax;
    // Guarded by this object; the one used last is last.
    private final Map<Key, OrderTable> tables = new LinkedHashMap<>(16, 0.75f, true);
    private long messages;

    public OrderTables() {
        this(Runtime.getRuntime().maxMemory() / OCTETS_FOR_ONE);
    }

    OrderTables(long messagesMax) {
        this.messagesMax = messagesMax;
    }

    /// The table of what `view` shows.
    ///
    /// @throws IOException where a message cannot be read
    public OrderTable of(MailAddress account, Mailbox mailbox, MailboxView view) throws IOException {
        Key key = new Key(account, mailbox.id(), view.uidValidity());
        OrderTable known = known(key);
        if (known != null && known.fits(view)) {
            return known;
        }
        // Two sessions may do the same at the same time; neither waits for the other's disk.
        OrderTable table = new OrderTable(mailbox, view, known, hash);
        keep(key, table);
        return table;
    }

    private synchronized @Nullable OrderTable known(Key key) {
        return tables.get(key);
    }

    private synchronized void keep(Key key, OrderTable table) {
        OrderTable before = tables.put(key, table);
        messages += table.count() - (before == null ? 0 : before.count());
        var eldest = tables.entrySet().iterator();
        while (messages > messagesMax && eldest.hasNext()) {
            messages -= eldest.next().getValue().count();
            eldest.remove();
        }
    }

    synchronized long messages() {
        return messages;
    }

    private record Key(MailAddress account, String mailbox, long uidValidity) {}
}
