package org.postrider.pop3;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.MailStore;
import org.postrider.protocol.sasl.Sasl;

/// Serves POP3.
public final class Pop3Handler implements ProtocolHandler {
    private final Pop3Services services;

    public Pop3Handler(
            Pop3Config config,
            ListenerInfo listener,
            ServerInfo server,
            InstantSource clock,
            Directory directory,
            MailStore store,
            Sasl sasl,
            MaildropLocks locks,
            LoginDelays delays) {
        this.services = new Pop3Services(config, listener, server, clock, directory, store, sasl, locks, delays);
    }

    @Override
    public void serve(Connection connection) throws ConnectionEndedException {
        new Pop3Session(services, connection).run();
    }

    @Override
    public byte[] refusal(String reason) {
        return ("-ERR [SYS/TEMP] " + reason + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
