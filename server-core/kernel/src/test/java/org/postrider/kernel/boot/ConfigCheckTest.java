package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCheckTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws Exception {
        home = TestHome.in(folder);
    }

    @Test
    void findsNothingInAGoodConfiguration() {
        assertThat(check()).isEmpty();
    }

    @Test
    void findsAllMistakesOfAllFilesAtOnce() throws Exception {
        TestHome.write(home, "server.xml", """
                <server hostnam="mx.example.test">
                  <store type="nowher"/>
                  <search type="blind" fast="true"/>
                  <transport name="pigeons"/>
                  <transport/>
                </server>
                """);
        TestHome.write(home, "listeners.xml", """
                <listeners>
                  <listener name="a" protocol="mute" bind="127.0.0.1:2525" maxConections="3"/>
                  <listener name="a" protocol="moot" bind="127.0.0.1"/>
                  <listener name="a" protocol="mute" bind="127.0.0.1:1"><wrod>x</wrod></listener>
                  <listener name="a" protocol="mute" bind="127.0.0.1:1"/>
                  <port/>
                </listeners>
                """);
        TestHome.write(home, "aliases.xml", "<alias/>");
        Files.delete(home.resolve("conf/users.xml"));

        assertThat(check())
                .containsExactly(
                        "server.xml:1:9: hostnam is not known in <server>; did you mean hostname?",
                        "server.xml:1:1: <server> needs hostname: domain",
                        "server.xml:2:3: there is no store 'nowher'; did you mean 'nowhere'?",
                        "server.xml:3:24: fast is not known in <search>; known are type",
                        "server.xml:4:3: there is no transport 'pigeons'; did you mean 'pigeon'?",
                        "server.xml:5:3: <transport> needs the attribute name",
                        "listeners.xml:2:60: maxConections is not known in <listener>; did you mean maxConnections?",
                        "listeners.xml:3:3: <listener>: each bind needs a port, such as 127.0.0.1:25, or is the path"
                                + " of a Unix socket, which begins with /",
                        "listeners.xml:3:3: there is no protocol 'moot'; known are mute",
                        "listeners.xml:4:57: <wrod> is not known in <listener>; did you mean <word>?",
                        "listeners.xml:4:3: the name a is taken by the listener in line 2",
                        "listeners.xml:5:3: the name a is taken by the listener in line 2",
                        "listeners.xml:5:3: the listener in line 4 listens on 127.0.0.1:1 already",
                        "listeners.xml:6:3: <port> is not known here; write <listener>",
                        "aliases.xml:1:1: the file begins with <alias>, but aliases.xml holds <aliases>",
                        "users.xml:1:1: the file is missing; 'postrider init' writes one with defaults into a new"
                                + " home");
    }

    @Test
    void findsAliasesThatLeadInACircle() throws Exception {
        TestHome.write(home, "aliases.xml", """
                <aliases>
                  <alias address="a@example.test"><to>b@example.test</to></alias>
                  <alias address="b@example.test"><to>a@example.test</to></alias>
                </aliases>
                """);
        assertThat(check())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).startsWith("aliases.xml:1:1: ").contains("aliases lead in a circle: "));
    }

    @Test
    void findsACertificateThatCannotBeUsed() throws Exception {
        String good = Files.readString(home.resolve("conf/server.xml"));
        Files.writeString(home.resolve("keys/certificate.pem"), "none");
        assertThat(check())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("server.xml:1:1: " + home.resolve("keys/certificate.pem") + " is there and ")
                        .endsWith("is not; put both in place, or neither"));

        Files.writeString(home.resolve("keys/key.pem"), "none");
        TestHome.write(home, "server.xml", good.replace("</server>", "  <tls/>\n</server>"));
        assertThat(check())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem).startsWith("server.xml:4:3: ").contains("certificate.pem"));
    }

    @Test
    void findsSocketsThatCannotBeMade() throws Exception {
        Files.writeString(folder.resolve("file"), "no socket");
        TestHome.write(home, "listeners.xml", """
                <listeners>
                  <listener name="a" protocol="mute" bind="127.0.0.1:1" socketMode="666"/>
                  <listener name="b" protocol="mute" bind="%1$s/none/s"/>
                  <listener name="c" protocol="mute" bind="%1$s/file"/>
                  <listener name="d" protocol="mute" bind="/%2$s"/>
                  <listener name="e" protocol="mute" bind="%1$s/s" socketMode="668"/>
                  <listener name="f" protocol="mute" bind="%1$s/s, 127.0.0.1:1" socketMode="666"/>
                </listeners>
                """.formatted(folder, "s".repeat(107)));

        assertThat(check())
                .containsExactly(
                        "listeners.xml:2:3: <listener>: socketMode is for a Unix socket, and bind names none; remove it,"
                                + " or say which networks may connect in the firewall",
                        "listeners.xml:3:38: the folder of the socket " + folder + "/none/s does not exist; make it,"
                                + " owned by the server's user",
                        "listeners.xml:4:38: there is a file " + folder + "/file which is no socket; move it away",
                        "listeners.xml:5:38: the path of a Unix socket has at most 107 octets, and /" + "s".repeat(107)
                                + " has 108; choose a shorter one, such as /run/postrider/lmtp",
                        "listeners.xml:6:3: <listener>: socketMode is three octal digits, such as 660");
    }

    @Test
    void findsABrokenPluginToo() throws Exception {
        Files.writeString(home.resolve("plugins/broken.jar"), "no zip");

        assertThat(PostriderServer.configCheck(home))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .startsWith(home.resolve("plugins/broken.jar") + ": this is no readable jar"));
    }

    @Test
    void saysThatThereIsNoHome() {
        assertThat(PostriderServer.configCheck(folder.resolve("none")))
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).startsWith("there is no home"));
    }

    private List<String> check() {
        int prefix = home.resolve("conf").toString().length() + 1;
        return PostriderServer.configCheck(home).stream()
                .map(problem -> problem.toString().substring(prefix))
                .toList();
    }
}
