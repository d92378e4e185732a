package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Debian's Exim and OpenSMTPD exchange mail with the server, both ways.
class PeersIT {
    private static final byte[] MESSAGE = ("From: <alice@example.test>\r\nSubject: to a peer\r\n\r\n"
                    + ".a line that begins with a dot\r\n" + "x".repeat(900) + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private Path folder;
    private TestServer server;
    private int port;

    @BeforeEach
    void create() throws Exception {
        Peers.needRoot();
        // Not JUnit's: users of the peers must get into it.
        folder = Files.createTempDirectory("peers-it");
        made.push(() -> Commands.shell("rm -rf " + folder));
        Commands.shell("chmod 755 " + folder);
        port = freePort();
        server = TestServer.create(folder);
        made.push(server);
    }

    @AfterEach
    void stop() throws Exception {
        while (!made.isEmpty()) {
            made.pop().close();
        }
    }

    @Test
    void eximTakesMailByTlsAndSendsBack() throws Exception {
        Jail exim = Jail.create(
                folder.resolve("exim"), List.of("exim4-base", "exim4-daemon-light"), List.of("/usr/sbin/exim4"));
        made.push(exim);
        exim.write("etc/exim4/exim4.conf", EXIM.formatted(port, server.port(25)));
        exim.makeCertificate("mx.exim.test", 4001);
        exim.prepare("mkdir -p var/spool/exim4 var/log/exim4; chown 4001:4001 var/spool/exim4 var/log/exim4;"
                + " chmod u+s usr/sbin/exim4");
        start("exim.test", "required");
        exim.run(List.of("/usr/sbin/exim4", "-bdf", "-q1s"));

        submit("friend@exim.test");

        Eventually.isTrue(() -> exim.read("home/friend").contains("Subject: to a peer"));
        assertThat(exim.read("home/friend"))
                .contains("by mx.example.test", "with esmtps", "\n.a line that begins with a dot\n");
        bounces("stranger@exim.test");
        sendsBack("mx.exim.test", "with ESMTPS");
    }

    // Debian 12's cannot do its half of a TLS handshake with OpenSSL 3
    // (https://github.com/OpenSMTPD/OpenSMTPD/issues/1171)
    // where it is the server: mail goes there in the clear all the same, after the attempt. As a client it can.
    @Test
    void openSmtpdWhoseTlsIsBrokenTakesMailInTheClearAndSendsBackByTls() throws Exception {
        Jail smtpd = Jail.create(
                folder.resolve("opensmtpd"),
                List.of("opensmtpd"),
                List.of("/usr/sbin/smtpd", "/usr/sbin/smtpctl", "/usr/libexec/opensmtpd/mail.maildir"));
        made.push(smtpd);
        smtpd.write("etc/smtpd.conf", OPENSMTPD.formatted(port, server.port(25)));
        smtpd.write("etc/mailname", "mx.opensmtpd.test\n");
        smtpd.write("etc/resolv.conf", "");
        smtpd.makeCertificate("mx.opensmtpd.test", 0);
        smtpd.prepare("mkdir -p var/spool var/mail var/lib/opensmtpd/empty; chmod 711 var/spool; ln -sfn /run var/run");
        start("opensmtpd.test", "opportunistic");
        smtpd.run(List.of("/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"));

        submit("friend@opensmtpd.test");

        Eventually.isTrue(() -> smtpd.read("home/friend").contains("Subject: to a peer"));
        assertThat(smtpd.read("home/friend")).contains("by mx.example.test", "\n.a line that begins with a dot\n");
        bounces("stranger@opensmtpd.test");
        sendsBack("mx.opensmtpd.test", "with ESMTPS");
    }

    // It may take some time until the peer listens.
    private void start(String domain, String tls) throws Exception {
        server.replaceInConf(
                "routes.xml",
                "</routes>",
                "<route name=\"peer\" recipient=\"%s\" host=\"127.0.0.1:%d\" tls=\"%s\"/></routes>"
                        .formatted(domain, port, tls));
        server.replaceInConf(
                "listeners.xml",
                "<filter class=\"HelloCheck\"/>",
                "<filter class=\"HelloCheck\"/><trustedNetworks>127.0.0.1</trustedNetworks>");
        server.start();
    }

    private void submit(String recipient) throws Exception {
        awaitPeer();
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            client.send("alice@example.test", List.of(recipient), MESSAGE);
        }
    }

    private void bounces(String stranger) throws Exception {
        submit(stranger);
        Eventually.isTrue(() -> server.mail("alice").contains("Final-Recipient: rfc822; " + stranger));
        assertThat(server.mail("alice"))
                .contains("Action: failed")
                .containsPattern("Status: 5\\.1\\.1|Status: 5\\.0\\.0");
        Eventually.isTrue(() -> server.run("queue", "list").output().contains("Nothing waits"));
    }

    private void sendsBack(String host, String how) throws Exception {
        byte[] message = "Subject: from a peer\r\n\r\nHello.\r\n".getBytes(StandardCharsets.US_ASCII);
        try (SmtpClient peer = new SmtpClient(port)) {
            peer.send("friend@peer.test", List.of("bob@example.test"), message);
        }
        Eventually.isTrue(() -> server.mail("bob").contains("Subject: from a peer"));
        assertThat(server.mail("bob")).contains("from " + host).contains(how);
    }

    private void awaitPeer() throws Exception {
        Eventually.isTrue(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.getInputStream().read() == '2';
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final String EXIM = """
            primary_hostname = mx.exim.test
            daemon_smtp_ports = %1$d
            local_interfaces = 127.0.0.1
            exim_user = Debian-exim
            exim_group = Debian-exim
            spool_directory = /var/spool/exim4
            log_file_path = /var/log/exim4/%%s.log
            host_lookup =
            never_users =
            tls_advertise_hosts = *
            tls_certificate = /etc/cert.pem
            tls_privatekey = /etc/key.pem
            acl_smtp_rcpt = to_us
            acl_smtp_data = accept
            keep_environment =
            begin acl
            to_us:
              accept domains = exim.test
                     verify = recipient
              accept domains = example.test
              deny
            begin routers
            peer:
              driver = manualroute
              domains = example.test
              route_list = * 127.0.0.1 byname
              transport = remote
              self = send
            local:
              driver = accept
              domains = exim.test
              local_parts = friend
              transport = maildir
            begin transports
            remote:
              driver = smtp
              port = %2$d
              hosts_require_tls = *
              tls_verify_hosts = :
              tls_try_verify_hosts = :
              allow_localhost
            maildir:
              driver = appendfile
              directory = /home/friend/Maildir
              maildir_format
              create_directory
              user = friend
              group = friend
            begin retry
            * * F,1h,1s
            """;

    private static final String OPENSMTPD = """
            pki mx.opensmtpd.test cert "/etc/cert.pem"
            pki mx.opensmtpd.test key "/etc/key.pem"
            listen on 127.0.0.1 port %1$d tls pki mx.opensmtpd.test hostname mx.opensmtpd.test
            action "in" maildir
            action "out" relay host "smtp+tls://127.0.0.1:%2$d" tls no-verify helo mx.opensmtpd.test
            match from any for domain "opensmtpd.test" action "in"
            match from any for domain "example.test" action "out"
            """;
}
