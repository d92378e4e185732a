package org.postrider.dist.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A Dovecot of the test's own: own configuration, loopback only, with the account bob@example.test.
final class Dovecot implements AutoCloseable {
    private static final String OWNER = "65534";

    private final Path folder;

    private Dovecot(Path folder) {
        this.folder = folder;
    }

    /// @param folder that other users may enter
    static Dovecot start(Path folder, int imapPort, int pop3Port, String password) throws IOException {
        for (String each : new String[] {"run", "state", "mail"}) {
            Files.createDirectories(folder.resolve(each));
        }
        Commands.shell("chown " + OWNER + " " + folder.resolve("mail"));
        Files.writeString(folder.resolve("users"), "bob@example.test:{PLAIN}" + password + "::::::\n");
        Files.writeString(folder.resolve("dovecot.conf"), CONFIG.formatted(folder, imapPort, OWNER, pop3Port));
        Commands.shell("dovecot -c " + folder.resolve("dovecot.conf"));
        return new Dovecot(folder);
    }

    Path maildir() {
        return folder.resolve("mail/Maildir");
    }

    @Override
    public void close() {
        Commands.shell("doveadm -c " + folder.resolve("dovecot.conf") + " stop || true");
    }

    private static final String CONFIG = """
            base_dir = %1$s/run
            state_dir = %1$s/state
            log_path = %1$s/log
            protocols = imap pop3
            listen = 127.0.0.1
            ssl = no
            disable_plaintext_auth = no
            auth_username_chars =
            mail_location = maildir:%1$s/mail/Maildir
            mail_uid = %3$s
            mail_gid = %3$s
            first_valid_uid = 1
            first_valid_gid = 1
            passdb {
              driver = passwd-file
              args = %1$s/users
            }
            userdb {
              driver = static
              args = home=%1$s/mail
            }
            service imap-login {
              inet_listener imap {
                port = %2$d
              }
              inet_listener imaps {
                port = 0
              }
            }
            service pop3-login {
              inet_listener pop3 {
                port = %4$d
              }
              inet_listener pop3s {
                port = 0
              }
            }
            """;
}
