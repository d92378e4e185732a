package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail programs that people sit at, in a terminal, and programs that keep a copy, where both copies were changed.
class MailClientsIT {
    private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject: (.*?)\r?$");
    private static final Pattern FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");

    @TempDir
    private static Path serverFolder;

    private static TestServer server;

    @TempDir
    private Path folder;

    /// Whose mail it is: each test has a user of its own.
    private String user = "bob";

    @BeforeAll
    static void start() {
        Peers.need("openssl");
        server = TestServer.create(serverFolder);
        // aerc sends over TLS alone, and only to a host whose name it finds in the certificate.
        Commands.shell("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=mx"
                + " -addext subjectAltName=IP:127.0.0.1 -keyout "
                + server.home().resolve("keys/key.pem") + " -out " + certificate());
        server.start();
    }

    private static Path certificate() {
        return server.home().resolve("keys/certificate.pem");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private void as(String name) {
        user = name;
        server.addUser(name + "@example.test");
    }

    @Test
    void neomuttSearchesFlagsMovesAndReplies() throws Exception {
        Peers.need("neomutt");
        Peers.need("tmux");
        as("neo");
        deliver("first", "nothing special");
        deliver("second", "a zebrafish");
        Path config = Files.writeString(folder.resolve("neomuttrc"), """
                set ssl_starttls = no
                set ssl_force_tls = no
                set imap_user = "neo@example.test"
                set imap_pass = "%s"
                set folder = "imap://neo%%40example.test@127.0.0.1:%d/"
                set spoolfile = "+INBOX"
                set record = "+Sent"
                set smtp_url = "smtp://neo%%40example.test@127.0.0.1:%d/"
                set smtp_pass = "%s"
                set smtp_authenticators = "plain"
                set from = "neo@example.test"
                set editor = "true"
                set sleep_time = 0
                set confirmappend = no
                set confirmcreate = no
                set delete = yes
                set quit = yes
                set header_cache = ""
                set fast_reply = yes
                set include = yes
                set abort_unmodified = no
                set mail_check = 1
                set timeout = 1
                set crypt_use_gpgme = no
                """.formatted(
                        TestServer.PASSWORD, server.port(143), server.port(587), TestServer.PASSWORD));
        try (Terminal neomutt = Terminal.run(folder, "neomutt", "neomutt -n -F " + config)) {
            neomutt.awaits("Msgs:2");
            // What the server searches; on one message.
            neomutt.enter("l=b zebrafish");
            neomutt.awaitsGone("first");
            neomutt.type("F");
            neomutt.awaits("Flag:1");
            neomutt.type("r");
            neomutt.awaits("Re: second");
            neomutt.type("y");
            await("Sent", "Re: second", "\\Seen");
            neomutt.awaits("Msgs:1/2");
            neomutt.type("s");
            neomutt.key("C-u");
            neomutt.enter("=Archive");
            neomutt.awaits("Del:1");
            neomutt.type("$");
            await("Archive", "second", "\\Answered", "\\Flagged");
            neomutt.enter("l~A");
            neomutt.awaits("first");
            deliver("while it is open", "more");
            neomutt.awaits("while it is open");
            neomutt.type("q");
        }

        assertThat(onServer("INBOX").keySet()).containsExactly("first", "while it is open");
        Eventually.isTrue(() -> server.mail("alice").contains("Subject: Re: second"));
    }

    @Test
    void aercSearchesFlagsReadsRepliesAndMoves() throws Exception {
        Peers.need("aerc");
        Peers.need("tmux");
        as("aerc");
        deliver("first", "nothing special");
        deliver("second", "a zebrafish");
        Path config = Files.createDirectories(folder.resolve(".config/aerc"));
        Files.writeString(
                config.resolve("aerc.conf"),
                "[viewer]\npager=cat\n[compose]\neditor=true\n[filters]\ntext/plain=cat\n");
        Files.writeString(config.resolve("binds.conf"), "[messages]\n");
        String login = "aerc%40example.test:" + TestServer.PASSWORD.replace(" ", "%20") + "@127.0.0.1:";
        Path accounts = Files.writeString(
                config.resolve("accounts.conf"), """
                [aerc]
                source = imap+insecure://%s%d
                outgoing = smtps+plain://%s%d
                default = INBOX
                from = Bob <aerc@example.test>
                copy-to = Sent
                """.formatted(login, server.port(143), login, server.port(465)));
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rw-------"));
        try (Terminal aerc = Terminal.run(folder, "aerc", "env SSL_CERT_FILE=" + certificate() + " aerc")) {
            aerc.awaits("first");
            aerc.awaits("second");
            aerc.enter(":filter -b zebrafish");
            aerc.awaitsGone("first");
            aerc.enter(":flag");
            await("INBOX", "second", "\\Flagged");
            aerc.enter(":view");
            aerc.awaits("a zebrafish");
            await("INBOX", "second", "\\Flagged", "\\Seen");
            aerc.enter(":close");
            aerc.awaitsGone("a zebrafish");
            aerc.enter(":reply");
            aerc.awaits("Send this email?");
            aerc.enter(":send");
            await("Sent", "Re: second", "\\Seen");
            await("INBOX", "second", "\\Answered");
            aerc.enter(":mv Archive");
            await("Archive", "second", "\\Answered", "\\Flagged", "\\Seen");
            aerc.enter(":clear");
            aerc.awaits("first");
            deliver("while it is open", "more");
            aerc.awaits("while it is open");
            aerc.enter(":quit");
        }

        assertThat(onServer("INBOX").keySet()).containsExactly("first", "while it is open");
        Eventually.isTrue(() -> server.mail("alice").contains("<aerc@example.test>"));
    }

    @Test
    void alpineSelectsFlagsReadsRepliesAndSaves() throws Exception {
        Peers.need("alpine");
        Peers.need("tmux");
        as("pine");
        deliver("first", "nothing special");
        deliver("second", "a zebrafish");
        String account = "/user=pine@example.test/notls}";
        String host = "{127.0.0.1:" + server.port(143) + account;
        Path config = Files.writeString(folder.resolve("pinerc"), """
                personal-name=Pine
                user-domain=example.test
                user-id=pine
                customized-hdrs=From: pine@example.test
                alt-addresses=pine@example.test
                inbox-path=%sINBOX
                folder-collections=Mail %s[]
                default-fcc=Sent
                default-saved-msg-folder=Archive
                saved-msg-name-rule=default-folder
                smtp-server=127.0.0.1:%d/user=pine@example.test/notls
                feature-list=disable-password-file-saving,enable-flag-cmd,enable-aggregate-command-set,\
                quit-without-confirm,expunge-without-confirm
                last-version-used=6.26
                mail-check-interval=15
                """.formatted(host, host, server.port(587)));
        try (Terminal alpine = Terminal.run(folder, "alpine", "alpine -i -p " + config)) {
            alpine.awaits("ENTER PASSWORD");
            alpine.enter(TestServer.PASSWORD);
            alpine.awaits("first");
            // tmux takes ; for its own.
            alpine.type("\\;");
            alpine.awaits("SELECT criteria");
            alpine.type("t");
            alpine.awaits("Select based on");
            alpine.type("a");
            alpine.awaits("String in message TEXT");
            alpine.enter("zebrafish");
            alpine.awaits("ZOOMED");
            alpine.awaitsGone("first");
            alpine.type("*");
            alpine.awaits("[Important]");
            alpine.key("Enter");
            await("INBOX", "second", "\\Flagged");
            alpine.key("Enter");
            alpine.awaits("a zebrafish");
            alpine.type("r");
            alpine.awaits("Include original message");
            alpine.type("n");
            alpine.awaits("Re: second");
            alpine.key("C-x");
            alpine.awaits("Send message?");
            alpine.type("y");
            alpine.awaits("ENTER PASSWORD");
            alpine.enter(TestServer.PASSWORD);
            alpine.awaits("Message sent and copied");
            await("Sent", "Re: second");
            await("INBOX", "second", "\\Answered");
            alpine.type("s");
            alpine.awaits("[Archive]");
            alpine.key("Enter");
            await("Archive", "second", "\\Answered", "\\Flagged", "\\Seen");
            alpine.type("<");
            alpine.awaits("MESSAGE INDEX");
            alpine.type("x");
            alpine.awaits("first");
            deliver("while it is open", "more");
            alpine.awaits("while it is open");
            alpine.type("q");
        }

        assertThat(onServer("INBOX").keySet()).containsExactly("first", "while it is open");
        Eventually.isTrue(() -> server.mail("alice").contains("pine@example.test"));
    }

    @Test
    void offlineimapMakesBothCopiesTheSameThoughBothWereChanged() throws Exception {
        Peers.need("offlineimap");
        as("offline");
        Path local = folder.resolve("local");
        Path config = Files.writeString(
                folder.resolve("offlineimaprc"), """
                [general]
                accounts = a
                ui = basic
                metadata = %s/metadata
                [Account a]
                localrepository = near
                remoterepository = far
                [Repository near]
                type = Maildir
                localfolders = %s
                [Repository far]
                type = IMAP
                remotehost = 127.0.0.1
                remoteport = %d
                remoteuser = offline@example.test
                remotepass = %s
                ssl = no
                starttls = no
                auth_mechanisms = LOGIN
                """.formatted(folder, local, server.port(143), TestServer.PASSWORD));

        bothAreChanged(local, "offlineimap -o -c " + config);
    }

    @Test
    void mbsyncMakesBothCopiesTheSameThoughBothWereChanged() throws Exception {
        Peers.need("mbsync");
        as("mbsync");
        Path local = Mbsync.local(folder);
        Path config = Mbsync.config(folder, server.port(143), "mbsync@example.test", "*", "Both");

        bothAreChanged(local, "mbsync -c " + config + " c");
    }

    private void bothAreChanged(Path local, String sync) throws Exception {
        for (String subject : List.of("deleted here", "deleted there", "deleted in both", "flagged in both", "still")) {
            deliver(subject, "body");
        }
        deliver("moved there", "body");
        Commands.shell(sync);
        Path inbox = local.resolve("INBOX");
        assertThat(here(inbox)).isEqualTo(onServer("INBOX")).hasSize(6);

        delete(inbox, "deleted here");
        delete(inbox, "deleted in both");
        flag(inbox, "deleted there", "F");
        flag(inbox, "flagged in both", "F");
        Files.writeString(inbox.resolve("new/1.local.host"), "From: b@example.test\nSubject: new here\n\nbody\n");
        try (ImapClient imap = new ImapClient(server.port(143))) {
            imap.login(user + "@example.test", TestServer.PASSWORD);
            imap.select("INBOX");
            imap.command("STORE " + number(imap, "deleted here") + " +FLAGS (\\Flagged)");
            imap.command("STORE " + number(imap, "flagged in both") + " +FLAGS (\\Answered \\Seen)");
            imap.command("CREATE Elsewhere");
            imap.command("MOVE " + number(imap, "moved there") + " Elsewhere");
            imap.command("STORE " + number(imap, "deleted there") + " +FLAGS (\\Deleted)");
            imap.command("STORE " + number(imap, "deleted in both") + " +FLAGS (\\Deleted)");
            imap.command("EXPUNGE");
        }
        deliver("new there", "body");
        Commands.shell(sync);
        Commands.shell(sync);

        Map<String, String> there = onServer("INBOX");
        assertThat(here(inbox)).isEqualTo(there);
        assertThat(there.keySet())
                .contains("flagged in both", "new here", "new there", "still")
                .doesNotContain("deleted in both", "moved there");
        assertThat(there.get("flagged in both")).contains("\\Flagged");
        assertThat(here(local.resolve("Elsewhere")))
                .isEqualTo(onServer("Elsewhere"))
                .hasSize(1);

        Commands.shell(sync);
        assertThat(here(inbox)).isEqualTo(onServer("INBOX")).isEqualTo(there);
    }

    private static String number(ImapClient imap, String subject) throws IOException {
        return imap.command("SEARCH SUBJECT \"" + subject + "\"").getFirst().replace("* SEARCH ", "");
    }

    private static Path file(Path maildir, String subject) throws IOException {
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                for (Path file : files.toList()) {
                    if (subject.equals(subject(Files.readString(file)))) {
                        return file;
                    }
                }
            }
        }
        throw new AssertionError(subject + " is not in " + maildir);
    }

    private static void delete(Path maildir, String subject) throws IOException {
        Files.delete(file(maildir, subject));
    }

    private static void flag(Path maildir, String subject, String flags) throws IOException {
        Path file = file(maildir, subject);
        String name = file.getFileName().toString().replaceAll(":2,.*", "");
        Files.move(file, maildir.resolve("cur").resolve(name + ":2," + flags));
    }

    private static String subject(String message) {
        Matcher matcher = SUBJECT.matcher(message);
        return matcher.find() ? matcher.group(1) : "";
    }

    // Flags by subject, in a Maildir.
    private static Map<String, String> here(Path maildir) throws IOException {
        Map<String, String> messages = new TreeMap<>();
        for (String part : List.of("new", "cur")) {
            try (Stream<Path> files = Files.list(maildir.resolve(part))) {
                for (Path file : files.toList()) {
                    String letters = file.getFileName().toString().replaceAll("^[^:]*(:2,)?", "");
                    messages.put(
                            subject(Files.readString(file)),
                            Stream.of("R\\Answered", "F\\Flagged", "S\\Seen")
                                    .filter(flag -> letters.indexOf(flag.charAt(0)) >= 0)
                                    .map(flag -> flag.substring(1))
                                    .reduce("", (all, flag) -> (all + " " + flag).strip()));
                }
            }
        }
        return messages;
    }

    // The same, on the server.
    private Map<String, String> onServer(String mailbox) throws IOException {
        Map<String, String> messages = new TreeMap<>();
        try (ImapClient imap = new ImapClient(server.port(143))) {
            imap.login(user + "@example.test", TestServer.PASSWORD);
            if (imap.command("LIST \"\" " + mailbox).size() == 1) {
                return messages;
            }
            int count = imap.select(mailbox);
            for (int i = 1; i <= count; i++) {
                Matcher flags = FLAGS.matcher(String.join("\n", imap.command("FETCH " + i + " (FLAGS)")));
                String set = flags.find() ? flags.group(1) : "";
                String subject = subject(
                        new String(imap.fetchLiteral(i, "BODY.PEEK[HEADER.FIELDS (SUBJECT)]"), StandardCharsets.UTF_8));
                messages.put(
                        subject,
                        Stream.of("\\Answered", "\\Flagged", "\\Seen")
                                .filter(set::contains)
                                .reduce("", (all, flag) -> (all + " " + flag).strip()));
            }
        }
        return messages;
    }

    private void await(String mailbox, String subject, String... flags) throws Exception {
        try {
            Eventually.isTrue(() -> {
                String there = onServer(mailbox).get(subject);
                return there != null && List.of(there.split(" ")).containsAll(List.of(flags));
            });
        } catch (AssertionError e) {
            throw new AssertionError(mailbox + " has " + onServer(mailbox), e);
        }
    }

    private void deliver(String subject, String body) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            // Only who has an id can be answered.
            String message = "From: alice@example.test\r\nTo: " + user + "@example.test\r\nMessage-ID: <"
                    + subject.replace(' ', '.') + "@example.test>\r\nSubject: " + subject + "\r\n\r\n" + body
                    + "\r\n";
            client.send(
                    "alice@example.test", List.of(user + "@example.test"), message.getBytes(StandardCharsets.US_ASCII));
        }
        Eventually.isTrue(() -> server.mail(user).contains("Subject: " + subject + "\r\n"));
    }
}
