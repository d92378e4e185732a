package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Programs that fetch mail by POP3.
class Pop3ProgramsIT {
    private static final String DOTS = ".dots\r\n..more\r\n";

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.create(folder).start();
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            for (int i = 1; i <= 3; i++) {
                String message = "From: a@example.net\r\nSubject: number " + i + "\r\n\r\n" + DOTS;
                client.send("a@example.net", List.of("bob@example.test"), message.getBytes(StandardCharsets.US_ASCII));
            }
        }
        Eventually.isTrue(() -> curl("pop3", 110, "").lines().count() == 3);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void curlListsAndRetrievesInTheClearAndOverTls() {
        Peers.need("curl");
        assertThat(curl("pop3", 110, "1")).contains("Subject: number ").endsWith("\r\n\r\n" + DOTS);
        assertThat(curl("pop3s", 995, "3")).contains("Subject: number ").endsWith("\r\n\r\n" + DOTS);
    }

    @Test
    void pythonDeletesWhatItHasSeenAndFindsTheSameUniqueIds() throws IOException {
        Peers.need("python3");
        Path script = Files.writeString(folder.resolve("pop.py"), PYTHON);
        assertThat(Commands.shell("python3 " + script + " " + server.port(110) + " '" + TestServer.PASSWORD + "'"))
                .contains("python is content");
    }

    @Test
    void fetchmailTakesAllAndLeavesNothing() throws IOException {
        Peers.need("fetchmail");
        Path config = Files.writeString(
                folder.resolve("fetchmailrc"),
                "poll 127.0.0.1 protocol pop3 service " + server.port(995)
                        + " uidl no dns user 'bob@example.test' password '"
                        + TestServer.PASSWORD + "' ssl no sslcertck fetchall mda 'cat >> " + folder.resolve("fetched")
                        + "'\n");
        Commands.shell("chmod 600 " + config + "; FETCHMAILHOME=" + folder + " fetchmail -f " + config + " --pidfile "
                + folder.resolve("pid") + " --idfile " + folder.resolve("ids"));
        assertThat(Files.readString(folder.resolve("fetched")))
                .contains("number 1", "number 2", "number 3", "\n..more\n");
        assertThat(curl("pop3", 110, "")).isBlank();
    }

    @Test
    void getmailKnowsWhatItHasFetchedAlready() throws IOException {
        Peers.need("getmail");
        Path config = Files.writeString(
                folder.resolve("getmailrc"), """
                [retriever]
                type = SimplePOP3Retriever
                server = 127.0.0.1
                port = %d
                username = bob@example.test
                password = %s
                [destination]
                type = MDA_external
                path = /bin/sh
                arguments = ("-c", "cat >> %s/got")
                allow_root_commands = true
                [options]
                delete = false
                read_all = false
                """.formatted(server.port(110), TestServer.PASSWORD, folder));
        String getmail = "getmail --getmaildir " + folder + " --rcfile " + config;
        assertThat(Commands.shell(getmail)).contains("3 messages");
        server.stop();
        server.start();
        assertThat(Commands.shell(getmail)).contains("0 messages");
        assertThat(Files.readString(folder.resolve("got")))
                .containsOnlyOnce("number 1")
                .contains("number 2", "number 3");
    }

    private String curl(String scheme, int offset, String path) {
        return Commands.shell("curl -sS -k --max-time 30 -u 'bob@example.test:" + TestServer.PASSWORD + "' '" + scheme
                + "://127.0.0.1:" + server.port(offset) + "/" + path + "'");
    }

    private static final String PYTHON = """
            import poplib, ssl, sys
            port, password = int(sys.argv[1]), sys.argv[2]
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE

            def login():
                pop = poplib.POP3('127.0.0.1', port, timeout=30)
                pop.stls(context)
                pop.user('bob@example.test')
                pop.pass_(password)
                return pop

            pop = login()
            assert pop.stat()[0] == 3, pop.stat()
            assert 'UIDL' in pop.capa(), pop.capa()
            ids = [line.split()[1] for line in pop.uidl()[1]]
            assert len(set(ids)) == 3, ids
            sizes = [int(line.split()[1]) for line in pop.list()[1]]
            for number in 1, 2, 3:
                lines = pop.retr(number)[1]
                assert sum(len(line) + 2 for line in lines) == sizes[number - 1], lines
                assert lines[-2:] == [b'.dots', b'..more'], lines
            assert pop.top(2, 1)[1][-1] == b'.dots'
            pop.dele(2)
            pop.quit()
            pop = login()
            assert [line.split()[1] for line in pop.uidl()[1]] == [ids[0], ids[2]]
            pop.dele(1)
            pop.close()
            pop = login()
            assert pop.stat()[0] == 2, pop.stat()
            pop.quit()
            print('python is content')
            """;
}
