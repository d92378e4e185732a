package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Debian's Dovecot with a configuration of its own: Maildir, no full-text plugin, limits that do not stand in the way.
final class DovecotTarget implements ImapTarget {
    private static final int PORT = 20_143;
    private static final int TLS_PORT = 20_993;

    private final Path configuration;
    private final long pid;
    private final boolean tuned;

    private DovecotTarget(Path configuration, long pid, boolean tuned) {
        this.configuration = configuration;
        this.pid = pid;
        this.tuned = tuned;
    }

    /// @param tuned login and IMAP processes that are used again, as Dovecot's guide for performance has it
    static DovecotTarget create(Path folder, boolean tuned) throws IOException {
        StringBuilder users = new StringBuilder();
        for (int user = 0; user < Target.USERS; user++) {
            users.append(ImapTarget.user(user))
                    .append(":{PLAIN}")
                    .append(PASSWORD)
                    .append('\n');
        }
        Files.writeString(Files.createDirectories(folder).resolve("users"), users);
        // The kind of key that the other server makes for itself.
        String key = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=mx.example.test -keyout %1$s/key.pem -out %1$s/certificate.pem";
        Programs.run(List.of("bash", "-c", key.formatted(folder)), "");
        Path configuration = folder.resolve("dovecot.conf");
        String text = PostfixTarget.resource("dovecot.conf")
                .replace("@folder@", folder.toString())
                .replace("@port@", Integer.toString(PORT))
                .replace("@tlsPort@", Integer.toString(TLS_PORT))
                .replace("@login@", tuned ? "service_count = 0\n  process_min_avail = 2" : "")
                .replace("@imap@", tuned ? "service_count = 1000" : "");
        Files.writeString(configuration, text);
        // The daemon keeps what it has as its output.
        String script = "mkdir -p %1$s/mail; chmod 755 %1$s; chown 65534:65534 %1$s/mail; "
                + "dovecot -c %2$s >%1$s/start.log 2>&1 || { cat %1$s/start.log; exit 1; }";
        Programs.run(List.of("bash", "-c", script.formatted(folder, configuration)), "");
        return new DovecotTarget(configuration, pid(folder.resolve("run/master.pid")), tuned);
    }

    // Written by the daemon, which may still be about to when the command has come back.
    private static long pid(Path file) throws IOException {
        for (int tries = 0; tries < 3000; tries++) {
            String pid = Files.exists(file) ? Files.readString(file).strip() : "";
            if (!pid.isEmpty()) {
                return Long.parseLong(pid);
            }
            Meter.pause(10);
        }
        throw new IOException("Dovecot has not started: there is no " + file);
    }

    @Override
    public String name() {
        return tuned ? "Dovecot, tuned" : "Dovecot";
    }

    @Override
    public int imapPort() {
        return PORT;
    }

    @Override
    public int imapTlsPort() {
        return TLS_PORT;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public void close() {
        try {
            Programs.run(List.of("doveadm", "-c", configuration.toString(), "stop"), "");
        } catch (IOException e) {
            System.err.println("Dovecot did not stop: " + e.getMessage());
        }
    }
}
