package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;

/// Against a host that needs a minute for each line that it says and each piece that it takes.
class HopWireTest {
    private final List<Duration> limits = new ArrayList<>();
    private long now = Long.MAX_VALUE - Duration.ofMinutes(3).toNanos();
    private int lines;
    private final HopWire wire = new HopWire(slow(), Duration.ofMinutes(20), () -> now);

    // RFC 5321 §4.5.3.2
    @Test
    void theLimitIsForTheWholeReply() {
        assertThatThrownBy(() -> wire.reply(Duration.ofMinutes(5))).satisfies(HopWireTest::tookTooLong);
        assertThat(lines).isEqualTo(5);
        assertThat(limits).startsWith(Duration.ofMinutes(5)).endsWith(Duration.ofMinutes(1));
    }

    @Test
    void allRepliesAndPiecesOfAMailHaveAnEndTogether() throws Exception {
        ConnectionStream content = new ConnectionStream(wire, Duration.ofMinutes(3));
        assertThatThrownBy(() -> {
                    for (int piece = 0; piece < 1000; piece++) {
                        content.write(new byte[100]);
                    }
                })
                .satisfies(HopWireTest::tookTooLong);
        assertThat(limits).hasSize(20).contains(Duration.ofMinutes(3)).endsWith(Duration.ofMinutes(1));
        assertThatThrownBy(() -> wire.reply(Duration.ofMinutes(5))).satisfies(HopWireTest::tookTooLong);
        wire.begin();
        content.write(new byte[100]);
    }

    private static void tookTooLong(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ConnectionEndedException.class,
                        ended -> assertThat(ended.reason()).isEqualTo(Reason.TIME_LIMIT));
    }

    private Connection slow() {
        return (Connection) Proxy.newProxyInstance(
                HopWireTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    switch (method.getName()) {
                        case "timeLimit" -> limits.add((Duration) arguments[0]);
                        case "write" -> now += Duration.ofMinutes(1).toNanos();
                        case "readLine" -> {
                            now += Duration.ofMinutes(1).toNanos();
                            lines++;
                            return "250-more\r\n".getBytes(StandardCharsets.US_ASCII);
                        }
                        case "flush" -> {
                            // Nothing waits.
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }
}
