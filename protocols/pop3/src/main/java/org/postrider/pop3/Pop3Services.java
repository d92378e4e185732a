package org.postrider.pop3;

import java.time.InstantSource;
import org.postrider.api.directory.Directory;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.MailStore;
import org.postrider.protocol.sasl.Sasl;

/// What the sessions of a listener need.
record Pop3Services(
        Pop3Config config,
        ListenerInfo listener,
        ServerInfo server,
        InstantSource clock,
        Directory directory,
        MailStore store,
        Sasl sasl,
        MaildropLocks locks,
        LoginDelays delays) {}
