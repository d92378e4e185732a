package org.postrider.imap;

import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.event.EventLog;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.share.Sharing;
import org.postrider.imap.order.OrderTables;
import org.postrider.protocol.sasl.Sasl;

/// What a session needs of the server.
final class ImapServices {
    private final ServerInfo server;
    private final InstantSource clock;
    private final Directory directory;
    private final Sharing sharing;
    private final SearchIndex search;
    private final EventLog events;
    private final OrderTables orders = new OrderTables();
    private final Sasl sasl;

    ImapServices(
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

    ServerInfo server() {
        return server;
    }

    InstantSource clock() {
        return clock;
    }

    Directory directory() {
        return directory;
    }

    Sharing sharing() {
        return sharing;
    }

    SearchIndex search() {
        return search;
    }

    OrderTables orders() {
        return orders;
    }

    EventLog events() {
        return events;
    }

    Sasl sasl() {
        return sasl;
    }
}
