package org.postrider.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ConnectionEndedException.Reason;

class WireInputTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private long now;
    private Duration allowed = Duration.ZERO;
    private String left = "";

    @Test
    void aLineOctetByOctetIsNotWaitedForAgainAndAgain() {
        left = "NOOP".repeat(100);
        WireInput input = new WireInput(oneOctetAMinute(), () -> now);

        assertThatThrownBy(() -> input.readLine(1000, LIMIT))
                .isInstanceOfSatisfying(
                        ConnectionEndedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TIME_LIMIT));
        assertThat(Duration.ofNanos(now)).isBetween(LIMIT, LIMIT.plusSeconds(1));
    }

    @Test
    void eachLineHasTheTimeForItself() throws Exception {
        left = "NO\nOP\nRS\n";
        WireInput input = new WireInput(oneOctetAMinute(), () -> now);

        for (String line : new String[] {"NO\n", "OP\n", "RS\n"}) {
            assertThat(input.readLine(1000, LIMIT)).asString().isEqualTo(line);
            assertThat(allowed).isEqualTo(LIMIT);
        }
    }

    private Connection oneOctetAMinute() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (_, method, arguments) -> switch (method.getName()) {
                    case "timeLimit" -> {
                        allowed = (Duration) arguments[0];
                        yield null;
                    }
                    case "read" -> {
                        Duration minute = Duration.ofMinutes(1);
                        if (allowed.compareTo(minute) < 0 || left.isEmpty()) {
                            now += allowed.toNanos();
                            throw new ConnectionEndedException(Reason.TIME_LIMIT, "too long");
                        }
                        now += minute.toNanos();
                        ((byte[]) arguments[0])[(int) arguments[1]] = (byte) left.charAt(0);
                        left = left.substring(1);
                        yield 1;
                    }
                    default -> throw new AssertionError(method.getName());
                });
    }
}
