package org.postrider.imap.session;

import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.event.EventLog;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.share.Sharing;
import org.postrider.imap.order.OrderTables;
import org.postrider.protocol.sasl.Sasl;

/// What a session needs of the server.
public final class ImapServices {
    private final ServerInfo server;
    private final InstantSource clock;
    private final Directory directory;
    private final Sharing sharing;
    private final SearchIndex search;
    private final EventLog events;
    private final OrderTables orders = new OrderTables();
    private final Sasl sasl;

    public ImapServices(
            ServerInfo server,
            InstantSource clock,
            Directory directory,
            Sharing sharing,
            SearchIndex search,
            EventLog events,
            Sasl sasl) {
        this.server = server;
        this.clock = clock;
        this.directory = directory;
        this.sharing = sharing;
        this.search = search;
        this.events = events;
        this.sasl = sasl;
    }

    public ServerInfo server() {
        return server;
    }

    public InstantSource clock() {
        return clock;
    }

    public Directory directory() {
        return directory;
    }

    public Sharing sharing() {
        return sharing;
    }

    public SearchIndex search() {
        return search;
    }

    public OrderTables orders() {
        return orders;
    }

    EventLog events() {
        return events;
    }

    Sasl sasl() {
        return sasl;
    }
}
