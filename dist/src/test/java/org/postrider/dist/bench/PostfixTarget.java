package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Debian's Postfix with its own queue, delivering to Maildirs by its virtual(8), which is its fastest way. Its pauses
/// and process limits are widened for many sessions, as an administrator of a busy host would.
final class PostfixTarget implements Target {
    private final Path folder;
    private final int port;
    private final long pid;

    private PostfixTarget(Path folder, int port, long pid) {
        this.folder = folder;
        this.port = port;
        this.pid = pid;
    }

    static PostfixTarget create(Path folder) throws IOException {
        return create(folder, "");
    }

    /// One that sends everything to that port of this host.
    static PostfixTarget relay(Path folder, int port) throws IOException {
        return create(folder, "relayhost = [127.0.0.1]:%d%nsmtp_dns_support_level = disabled%n".formatted(port));
    }

    private static PostfixTarget create(Path folder, String more) throws IOException {
        int port = Programs.freePortBase() + 25;
        Path conf = Files.createDirectories(folder.resolve("conf"));
        for (String each : List.of("queue", "data", "mail")) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.writeString(conf.resolve("main.cf"), resource("main.cf").replace("@folder@", folder.toString()) + more);
        Files.writeString(conf.resolve("master.cf"), resource("master.cf").replace("@port@", "" + port));
        StringBuilder users = new StringBuilder();
        for (int user = 0; user < USERS; user++) {
            users.append("user%1$d@example.test user%1$d/Maildir/\n".formatted(user));
        }
        Files.writeString(conf.resolve("virtual"), users);
        String script =
                "chmod 755 %1$s; chown postfix %1$s/data; chown 65534:65534 %1$s/mail; postfix -c %1$s/conf start";
        Programs.run(List.of("bash", "-c", script.formatted(folder)), "");
        String pid = Files.readString(folder.resolve("queue/pid/master.pid")).strip();
        return new PostfixTarget(folder, port, Long.parseLong(pid));
    }

    @Override
    public String name() {
        return "Postfix";
    }

    @Override
    public int smtpPort() {
        return port;
    }

    @Override
    public long pid() {
        return pid;
    }

    @Override
    public Path maildir(int user) {
        return folder.resolve("mail/user" + user + "/Maildir");
    }

    @Override
    public void close() {
        try {
            Programs.run(List.of("postfix", "-c", folder.resolve("conf").toString(), "stop"), "");
        } catch (IOException e) {
            System.err.println("Postfix did not stop: " + e.getMessage());
        }
    }

    static String resource(String name) throws IOException {
        try (var in = PostfixTarget.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
