package org.postrider.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The configuration of mbsync: a channel `c` between an account and a folder of Maildirs.
final class Mbsync {
    private Mbsync() {}

    /// Where the Maildirs are.
    static Path local(Path folder) throws IOException {
        return Files.createDirectories(folder.resolve("local"));
    }

    /// @param folder with the file, and with the Maildirs
    /// @param patterns which mailboxes
    /// @param create where mailboxes that are missing are made: `Near`, `Both`
    static Path config(Path folder, int port, String user, String patterns, String create) throws IOException {
        Path local = local(folder);
        return Files.writeString(folder.resolve("mbsyncrc"), """
                IMAPAccount a
                Host 127.0.0.1
                Port %d
                User %s
                Pass "%s"
                SSLType None
                AuthMechs LOGIN

                IMAPStore far
                Account a

                MaildirStore near
                Path %s/
                Inbox %s/INBOX
                SubFolders Verbatim

                Channel c
                Far :far:
                Near :near:
                Patterns %s
                Create %s
                Expunge Both
                SyncState *
                """.formatted(
                        port, user, TestServer.PASSWORD, local, local, patterns, create));
    }
}
