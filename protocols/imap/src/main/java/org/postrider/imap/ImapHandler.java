package org.postrider.imap;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.event.EventLog;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.store.share.Sharing;
import org.postrider.imap.command.Commands;
import org.postrider.imap.session.ImapConfig;
import org.postrider.imap.session.ImapServices;
import org.postrider.imap.session.ImapSession;
import org.postrider.protocol.sasl.Sasl;

/// Serves IMAP.
public final class ImapHandler implements ProtocolHandler {
    private final ImapConfig config;
    private final ListenerInfo listener;
    private final ImapServices services;

    public ImapHandler(
            ImapConfig config,
            ListenerInfo listener,
            ServerInfo server,
            InstantSource clock,
            Directory directory,
            Sharing sharing,
            SearchIndex search,
            EventLog events,
            Sasl sasl) {
        this.config = config;
        this.listener = listener;
        this.services = new ImapServices(server, clock, directory, sharing, search, events, sasl);
    }

    @Override
    public void serve(Connection connection) throws ConnectionEndedException {
        new ImapSession(config, listener, services, new Commands(), connection).run();
    }

    @Override
    public byte[] refusal(String reason) {
        return ("* BYE " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
