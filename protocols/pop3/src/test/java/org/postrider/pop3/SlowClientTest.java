package org.postrider.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.ListenerInfo;
import org.postrider.testkit.SocketPeer;
import org.postrider.testkit.socket.SocketListener;

/// Who sends octet by octet, each in time, does not keep a session for ever.
class SlowClientTest {
    @Test
    void aCommandHasOneTimeLimitAsAWhole() throws IOException {
        TestServer server = new TestServer(Map.of("loginTimeLimit", "PT0.3S"));
        try (SocketListener listener =
                        SocketListener.open(new ListenerInfo("pop3", "pop3", false), server.handler, Optional.empty());
                SocketPeer peer = listener.connect(InetAddress.getLoopbackAddress())) {
            assertThat(isSentAway(peer)).isTrue();
        }
    }

    private static boolean isSentAway(SocketPeer peer) {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        try {
            while (System.nanoTime() < deadline) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                peer.send("X".getBytes(StandardCharsets.US_ASCII));
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
