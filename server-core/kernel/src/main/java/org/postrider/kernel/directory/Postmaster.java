package org.postrider.kernel.directory;

import java.util.Optional;
import org.postrider.api.directory.Directory;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;

/// Who gets what is written to the postmasters of this server's domains, and of its own name (RFC 5321 §4.5.1).
public final class Postmaster {
    private static final String NAME = "postmaster";

    private final ServerInfo server;
    private final Directory directory;

    public Postmaster(ServerInfo server, Directory directory) {
        this.server = server;
        this.directory = directory;
    }

    /// True for the postmaster of a domain that is ours, of this server's name, and the server's own.
    boolean is(MailAddress address) {
        boolean ours = directory.isLocal(address.domain()) || address.domain().equals(server.hostname());
        return address.equals(server.postmaster())
                || (ours && address.localPart().equalsIgnoreCase(NAME));
    }

    /// Who gets mail for such a one that has neither account nor alias; empty for all other addresses.
    Optional<MailAddress> heir(MailAddress address) {
        return is(address) && !address.equals(server.postmaster())
                ? Optional.of(server.postmaster())
                : Optional.empty();
    }
}
