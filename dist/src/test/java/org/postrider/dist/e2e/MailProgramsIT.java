package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.SubjectTerm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real mail programs against the server, each doing what its users do every day.
class MailProgramsIT {
    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.create(folder).start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void swaksSubmitsOverStartTlsAndOverImplicitTls() throws Exception {
        Peers.need("swaks");
        for (String auth : List.of("PLAIN", "LOGIN")) {
            swaks("--port " + server.port(587) + " --tls --auth " + auth, "by STARTTLS and " + auth);
        }
        swaks("--port " + server.port(465) + " --tls-on-connect --auth PLAIN", "by implicit TLS");

        awaitMessages("bob", 3);
    }

    @Test
    void swaksIsRefusedWhereItMustBe() {
        Peers.need("swaks");
        assertThat(swaksOutput("--port " + server.port(25) + " --to victim@example.org --from a@example.net"))
                .contains("5.7.1");
        assertThat(swaksOutput("--port " + server.port(25) + " --to nobody@example.test --from a@example.net"))
                .contains("5.1.1");
        assertThat(swaksOutput("--port " + server.port(587) + " --to bob@example.test --from alice@example.test"))
                .contains("530");
        assertThat(
                        swaksOutput(
                                "--port " + server.port(587)
                                        + " --tls --auth PLAIN --auth-user alice@example.test --auth-password wrong --to bob@example.test"))
                .contains("535");
    }

    @Test
    void swaksDeliversByLmtp() throws Exception {
        Peers.need("swaks");
        Commands.shell("swaks --protocol LMTP --server 127.0.0.1 --port " + server.port(24)
                + " --from a@example.net --to bob@example.test,alice@example.test --header 'Subject: by LMTP'");

        awaitMessages("bob", 1);
        awaitMessages("alice", 1);
    }

    @Test
    void curlSendsReadsAndSearches() throws Exception {
        Peers.need("curl");
        Path mail = Files.writeString(
                folder.resolve("mail.txt"), "From: c@example.net\r\nSubject: from curl\r\n\r\n.dots\r\n..more\r\n");
        Commands.shell("curl -sS --max-time 30 smtp://127.0.0.1:" + server.port(25)
                + "/client.example.net --mail-from c@example.net --mail-rcpt bob@example.test -T " + mail);
        awaitMessages("bob", 1);

        assertThat(curl("imap", 143, "INBOX;MAILINDEX=1")).contains("\r\n.dots\r\n..more\r\n");
        assertThat(curl("imaps", 993, "INBOX?SUBJECT%20curl")).contains("SEARCH 1");
        Commands.shell("curl -sS -k --max-time 30 -u 'bob@example.test:" + TestServer.PASSWORD + "' -T " + mail
                + " imap://127.0.0.1:" + server.port(143) + "/Drafts");
        assertThat(curl("imap", 143, "Drafts?ALL")).contains("SEARCH 1");
    }

    @Test
    void pythonSendsAndReads() throws Exception {
        Peers.need("python3");
        Path script = Files.writeString(folder.resolve("try.py"), PYTHON);
        String output = Commands.shell("python3 " + script + " " + server.port(587) + " " + server.port(143) + " "
                + server.port(993) + " '" + TestServer.PASSWORD + "'");

        assertThat(output).contains("python is content");
    }

    @Test
    void jakartaMailSendsAndReads() throws Exception {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "mail.smtp.host", "127.0.0.1",
                "mail.smtp.port", Integer.toString(server.port(587)),
                "mail.smtp.auth", "true",
                "mail.smtp.starttls.required", "true",
                "mail.smtp.ssl.trust", "*",
                "mail.smtp.ssl.checkserveridentity", "false",
                "mail.imaps.ssl.trust", "*",
                "mail.imaps.ssl.checkserveridentity", "false"));
        Session session = Session.getInstance(properties);
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("alice@example.test"));
        message.setRecipients(Message.RecipientType.TO, "bob@example.test");
        message.setSubject("Grüße aus Köln", "UTF-8");
        message.setText("Schöne Grüße", "UTF-8");
        Transport.send(message, "alice@example.test", TestServer.PASSWORD);
        awaitMessages("bob", 1);

        try (Store store = session.getStore("imaps")) {
            store.connect("127.0.0.1", server.port(993), "bob@example.test", TestServer.PASSWORD);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_WRITE);
                assertThat(inbox.search(new SubjectTerm("GRÜSSE AUS KÖLN".replace("SS", "ß"))))
                        .hasSize(1);
                assertThat(inbox.getMessage(1).getContent().toString().strip()).isEqualTo("Schöne Grüße");
            }
        }
    }

    @Test
    void mbsyncSyncsBothWaysAndFindsNothingToDoTheSecondTime() throws Exception {
        Peers.need("mbsync");
        for (int i = 0; i < 20; i++) {
            deliver("message " + i);
        }
        awaitMessages("bob", 20);
        Path local = Mbsync.local(folder);
        Path config = Mbsync.config(folder, server.port(143), "bob@example.test", "*", "Both");

        Commands.shell("mbsync -c " + config + " c");
        assertThat(files(local.resolve("INBOX"))).hasSize(20);
        List<String> before = files(local);
        String second = Commands.shell("mbsync -V -c " + config + " c");
        assertThat(files(local)).isEqualTo(before);
        assertThat(second).doesNotContain("Pulling new").doesNotContain("Pushing new");

        // Both sides change: a new message and a flag here, a deletion there.
        Files.writeString(local.resolve("INBOX/new/1.local.host"), "Subject: from here\n\nbody\n");
        String flagged = files(local.resolve("INBOX")).getFirst();
        Path moved = Path.of(flagged);
        Files.move(
                moved,
                local.resolve("INBOX/cur")
                        .resolve(moved.getFileName().toString().replaceAll(":2,.*", "") + ":2,F"));
        curl("imap", 143, "INBOX", "UID STORE 20 +FLAGS (\\Deleted)");
        curl("imap", 143, "INBOX", "EXPUNGE");
        Commands.shell("mbsync -c " + config + " c");

        assertThat(files(local.resolve("INBOX"))).hasSize(20);
        assertThat(curl("imap", 143, "INBOX?FLAGGED").strip()).matches("\\* SEARCH \\d+");
        assertThat(curl("imap", 143, "INBOX?SUBJECT%20here").strip()).matches("\\* SEARCH \\d+");

        // Deleting what is only a cache changes nothing for a client that remembers.
        server.stop();
        Commands.shell("find " + server.home().resolve("mail/example.test/bob")
                + " -mindepth 1 -maxdepth 1 ! -name Maildir -exec rm -r {} +");
        server.start();
        before = files(local);
        Commands.shell("mbsync -c " + config + " c");
        assertThat(files(local)).isEqualTo(before);
    }

    @Test
    void muttSendsReadsDeletesAndReadsTheMaildirItself() throws Exception {
        Peers.need("mutt");
        Path config = muttrc();
        Path text = Files.writeString(folder.resolve("text"), "body of for mutt\n");
        Commands.shell("mutt -n -F " + config + " -s 'for mutt' bob@example.test < " + text);
        awaitMessages("bob", 1);
        Path byImap = folder.resolve("by-imap.mbox");
        Path fromDisk = folder.resolve("from-disk.mbox");
        String mailbox = "imap://bob%40example.test@127.0.0.1:" + server.port(143) + "/INBOX";

        String tagAll = "<tag-pattern>~A<enter><tag-prefix>";
        mutt(config, mailbox, tagAll + "<copy-message>" + byImap + "<enter><quit>");
        mutt(config, server.maildir("bob").toString(), tagAll + "<copy-message>" + fromDisk + "<enter><quit>");
        mutt(config, mailbox, tagAll + "<delete-message><sync-mailbox><quit>");

        assertThat(Files.readString(byImap)).contains("Subject: for mutt").contains("body of for mutt");
        assertThat(Files.readString(fromDisk)).contains("Subject: for mutt");
        assertThat(messages(server.maildir("bob")))
                .as("what mutt deleted is gone")
                .isZero();
    }

    private Path muttrc() throws IOException {
        return Files.writeString(
                folder.resolve("muttrc"), """
                set ssl_starttls = no
                set ssl_force_tls = no
                set imap_user = "bob@example.test"
                set imap_pass = "%s"
                set smtp_url = "smtp://alice%%40example.test@127.0.0.1:%d/"
                set smtp_pass = "%s"
                set smtp_authenticators = "plain"
                set from = "alice@example.test"
                set copy = no
                set confirmappend = no
                set confirmcreate = no
                set delete = yes
                set quit = yes
                set sleep_time = 0
                set header_cache = ""
                set record = ""
                """.formatted(TestServer.PASSWORD, server.port(587), TestServer.PASSWORD));
    }

    private static void mutt(Path config, String mailbox, String keys) {
        Commands.run(
                // Without a terminal mutt takes itself for a program that sends.
                List.of(
                        "script",
                        "-qec",
                        "mutt -n -F " + config + " -f '" + mailbox + "' -e 'push \"" + keys + "\"'",
                        "/dev/null"),
                "",
                Map.of("TERM", "xterm", "HOME", config.resolveSibling("").toString()));
    }

    private void swaks(String options, String subject) {
        Commands.shell("swaks --server 127.0.0.1 " + options + " --auth-user alice@example.test --auth-password '"
                + TestServer.PASSWORD + "' --from alice@example.test --to bob@example.test --header 'Subject: "
                + subject
                + "'");
    }

    private static String swaksOutput(String options) {
        Commands.Result result = Commands.run(List.of("bash", "-c", "swaks --server 127.0.0.1 " + options));
        assertThat(result.exitCode()).as(result.output()).isNotZero();
        return result.output();
    }

    private String curl(String scheme, int offset, String path) {
        return Commands.shell("curl -sS -k --max-time 30 -u 'bob@example.test:" + TestServer.PASSWORD + "' '" + scheme
                + "://127.0.0.1:" + server.port(offset) + "/" + path + "'");
    }

    private void curl(String scheme, int offset, String path, String command) {
        Commands.shell("curl -sS -k --max-time 30 -u 'bob@example.test:" + TestServer.PASSWORD + "' '" + scheme
                + "://127.0.0.1:" + server.port(offset) + "/" + path + "' -X '" + command + "'");
    }

    private void deliver(String subject) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            String message = "From: a@example.net\r\nSubject: " + subject + "\r\n\r\nbody of " + subject + "\r\n";
            client.send("a@example.net", List.of("bob@example.test"), message.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void awaitMessages(String user, int count) throws Exception {
        Eventually.isTrue(() ->
                Files.isDirectory(server.maildir(user).resolve("cur")) && messages(server.maildir(user)) == count);
    }

    private static long messages(Path maildir) throws IOException {
        long count = 0;
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                count += files.count();
            }
        }
        return count;
    }

    // The messages below a folder of Maildirs.
    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .filter(name -> name.matches(".*/(new|cur)/[^/]+"))
                    .sorted()
                    .toList();
        }
    }

    private static final String PYTHON = """
            import imaplib, smtplib, ssl, sys, time
            from email.message import EmailMessage
            submission, imap, imaps, password = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
            anyone = ssl.create_default_context(); anyone.check_hostname = False; anyone.verify_mode = ssl.CERT_NONE
            m = EmailMessage()
            m['From'] = 'alice@example.test'; m['To'] = 'bob@example.test'; m['Subject'] = 'Tëst'
            m.set_content('Zażółć gęślą jaźń'); m.add_attachment(bytes(range(256)) * 100, maintype='application', subtype='x', filename='ä.bin')
            s = smtplib.SMTP('127.0.0.1', submission); s.starttls(context=anyone); s.login('alice@example.test', password)
            s.send_message(m); s.quit()
            c = imaplib.IMAP4_SSL('127.0.0.1', imaps, ssl_context=anyone); c.login('bob@example.test', password)
            for _ in range(100):
                c.select('INBOX')
                if c.search(None, 'ALL')[1][0]: break
                time.sleep(0.05)
            assert c.uid('SEARCH', 'CHARSET', 'UTF-8', 'SUBJECT', '"test"')[0] == 'OK'
            c.literal = 'GĘŚLĄ'.encode()
            assert c.uid('SEARCH', 'CHARSET', 'UTF-8', 'BODY')[1] == [b'1'], 'search'
            assert b'multipart' not in c.fetch('1', '(ENVELOPE BODYSTRUCTURE)')[1][0].lower().split(b'envelope')[0]
            whole = c.fetch('1', '(BODY.PEEK[])')[1][0][1]
            assert whole.endswith(b'\\r\\n') and b'Subject: ' in whole
            assert c.store('1', '+FLAGS', '(\\\\Flagged $Work)')[0] == 'OK'
            assert c.create('Projects/2026')[0] == 'OK' and c.copy('1', 'Projects/2026')[0] == 'OK'
            assert c.append('Sent', '\\\\Seen', None, m.as_bytes().replace(b'\\n', b'\\r\\n'))[0] == 'OK'
            assert any(b'\\\\Sent' in line for line in c.list()[1])
            c.select('Projects/2026'); assert c.search(None, 'KEYWORD', '$Work')[1] == [b'1']
            c.store('1', '+FLAGS', '\\\\Deleted'); assert c.expunge()[1] == [b'1']
            c.close(); c.logout()
            p = imaplib.IMAP4('127.0.0.1', imap); p.starttls(anyone); p.login('bob@example.test', password)
            p.enable('CONDSTORE'); p.select('INBOX', readonly=True); p.logout()
            print('python is content')
            """;
}
