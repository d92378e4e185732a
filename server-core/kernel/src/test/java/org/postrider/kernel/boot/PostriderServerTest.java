package org.postrider.kernel.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostriderServerTest {
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws Exception {
        home = TestHome.in(folder);
    }

    @Test
    void startsAndStopsAndStartsAgain() throws Exception {
        for (int i = 0; i < 2; i++) {
            PostriderServer server = PostriderServer.boot(home);
            server.start();
            server.stop(Duration.ofSeconds(5));
        }
    }

    @Test
    void everyListenerAcceptsWhenItHasStarted() throws Exception {
        PostriderServer server = PostriderServer.boot(home);
        assertThat(server.listeners()).isEmpty();
        server.start();

        OpenListener listener = server.listeners().getFirst();
        assertThat(listener.name()).isEqualTo("mute");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("hello");
        }
        server.stop(Duration.ofSeconds(5));
        assertThat(server.listeners()).isEmpty();
    }

    @Test
    void saysThatAPortIsInUse() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TestHome.write(home, "listeners.xml", """
                    <listeners>
                      <listener name="first" protocol="mute" bind="127.0.0.1:0"/>
                      <listener name="second" protocol="mute" bind="127.0.0.1:%d"/>
                    </listeners>
                    """.formatted(other.getLocalPort()));
            PostriderServer server = PostriderServer.boot(home);

            assertThatThrownBy(server::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("the listener second cannot open 127.0.0.1:" + other.getLocalPort()
                            + ": the port is in use");
        }
        PostriderServer.boot(home).stop(Duration.ZERO);
    }

    @Test
    void showsEverythingThatIsWrongAndReleasesTheHome() throws Exception {
        TestHome.write(home, "server.xml", "<server/>");

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> PostriderServer.boot(home))
                    .isInstanceOfSatisfying(
                            ConfigurationException.class,
                            e -> assertThat(e.problems()).hasSize(3));
        }
    }

    @Test
    void refusesAHomeInWhichAnotherServerRuns() throws Exception {
        PostriderServer running = PostriderServer.boot(home);
        running.start();

        assertThatThrownBy(() -> PostriderServer.boot(home))
                .isInstanceOf(StartException.class)
                .hasMessage("another server (process " + ProcessHandle.current().pid() + ") runs in " + home
                        + "; stop it first: postrider --home " + home + " stop");
        running.stop(Duration.ofSeconds(5));
    }

    @Test
    void saysWhichPartCannotStartAndReleasesTheHome() throws Exception {
        String good = Files.readString(home.resolve("conf/server.xml"));
        TestHome.write(home, "server.xml", good.replace("<store ", "<store fault='the disk is on fire' "));
        PostriderServer server = PostriderServer.boot(home);

        assertThatThrownBy(server::start)
                .isInstanceOf(StartException.class)
                .hasMessage("the server cannot start its store: the disk is on fire");
        TestHome.write(home, "server.xml", good);
        PostriderServer mended = PostriderServer.boot(home);
        mended.start();
        mended.stop(Duration.ZERO);
    }

    @Test
    void saysThatAFolderIsNoHome() {
        assertThatThrownBy(() -> PostriderServer.boot(folder))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("has no folder conf");
    }
}
