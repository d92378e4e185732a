package org.postrider.dist.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// A Postfix of the test's own: own configuration, own queue, loopback only. Accepts mail for `friend@other.test` and
/// relays example.test to the server.
final class Postfix implements AutoCloseable {
    private final Path folder;

    private Postfix(Path folder) {
        this.folder = folder;
    }

    static Postfix start(Path folder, int port, int serverPort) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        for (String each : new String[] {"queue", "data", "mail"}) {
            Files.createDirectories(folder.resolve(each));
        }
        Commands.shell("chmod 755 " + folder + "; chown postfix " + folder.resolve("data") + "; chown 65534:65534 "
                + folder.resolve("mail")
                + "; openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mx.other.test -keyout "
                + folder.resolve("key.pem") + " -out " + folder.resolve("cert.pem") + " 2>/dev/null");
        Files.writeString(conf.resolve("main.cf"), MAIN.formatted(folder, serverPort));
        Files.writeString(conf.resolve("virtual"), "friend@other.test friend/\n");
        Files.writeString(conf.resolve("master.cf"), MASTER.formatted(port));
        Commands.shell("postfix -c " + conf + " start 2>&1");
        return new Postfix(folder);
    }

    void submit(String from, String to, String subject) throws IOException {
        Path mail = Files.writeString(
                folder.resolve("mail.txt"), "From: " + from + "\nTo: " + to + "\nSubject: " + subject + "\n\nbody\n");
        Commands.shell("sendmail -C " + folder.resolve("conf") + " -f " + from + " " + to + " < " + mail);
    }

    String delivered(String user) throws IOException {
        Path messages = folder.resolve("mail").resolve(user).resolve("new");
        if (!Files.isDirectory(messages)) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(messages)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }

    @Override
    public void close() {
        Commands.shell("postfix -c " + folder.resolve("conf") + " stop 2>&1 || true");
    }

    private static final String MAIN = """
            compatibility_level = 3.6
            queue_directory = %1$s/queue
            data_directory = %1$s/data
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mx.other.test
            mydestination =
            mynetworks = 127.0.0.0/8
            alias_maps =
            alias_database =
            virtual_mailbox_domains = other.test
            virtual_mailbox_maps = texthash:%1$s/conf/virtual
            virtual_mailbox_base = %1$s/mail
            virtual_minimum_uid = 100
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            relay_domains = example.test
            transport_maps = inline:{ example.test=smtp:[127.0.0.1]:%2$d }
            smtp_dns_support_level = disabled
            smtp_tls_security_level = may
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = %1$s/cert.pem
            smtpd_tls_key_file = %1$s/key.pem
            smtpd_peername_lookup = no
            smtpd_relay_restrictions = permit_mynetworks, reject
            biff = no
            maillog_file_prefixes = %1$s
            maillog_file = %1$s/mail.log
            """;

    private static final String MASTER = """
            127.0.0.1:%d inet n - n - - smtpd
            pickup    unix  n - n 1 1 pickup
            cleanup   unix  n - n - 0 cleanup
            qmgr      unix  n - n 300 1 qmgr
            tlsmgr    unix  - - n 1000? 1 tlsmgr
            rewrite   unix  - - n - - trivial-rewrite
            bounce    unix  - - n - 0 bounce
            defer     unix  - - n - 0 bounce
            trace     unix  - - n - 0 bounce
            verify    unix  - - n - 1 verify
            flush     unix  n - n 1000? 0 flush
            proxymap  unix  - - n - - proxymap
            proxywrite unix - - n - 1 proxymap
            smtp      unix  - - n - - smtp
            relay     unix  - - n - - smtp
            error     unix  - - n - - error
            retry     unix  - - n - - error
            discard   unix  - - n - - discard
            virtual   unix  - n n - - virtual
            lmtp      unix  - - n - - lmtp
            anvil     unix  - - n - 1 anvil
            scache    unix  - - n - 1 scache
            postlog   unix-dgram n - n - 1 postlogd
            showq     unix  n - n - - showq
            """;
}
