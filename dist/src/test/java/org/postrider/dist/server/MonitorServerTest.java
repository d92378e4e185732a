package org.postrider.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.HostPort;

/// What programs that watch the server are answered.
class MonitorServerTest {
    private final AtomicReference<List<String>> causes = new AtomicReference<>(List.of());

    @Test
    void itServesMetricsAndHealth() throws Exception {
        try (MonitorServer monitor = open()) {
            HttpResponse<String> metrics = get(monitor, "/metrics");
            assertThat(metrics.body()).isEqualTo("postrider_sessions_total 1\n");
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(get(monitor, "/health/live").body()).isEqualTo("{\"status\":\"live\"}\n");
            assertThat(get(monitor, "/health/ready").statusCode()).isEqualTo(200);
            assertThat(get(monitor, "/other").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void itSaysWhyTheServerIsNotReady() throws Exception {
        try (MonitorServer monitor = open()) {
            causes.set(List.of("the disk is full"));
            HttpResponse<String> ready = get(monitor, "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("{\"status\":\"not ready\",\"causes\":[\"the disk is full\"]}\n");
        }
    }

    @Test
    void itOnlyTells() throws Exception {
        try (MonitorServer monitor = open();
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest post = HttpRequest.newBuilder(place(monitor, "/metrics"))
                    .POST(HttpRequest.BodyPublishers.ofString("x"))
                    .build();
            assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HostPort bind = HostPort.parse("127.0.0.1:" + taken.getLocalPort());
            assertThatThrownBy(() -> MonitorServer.open(List.of(bind), () -> "", List::of))
                    .hasMessageContaining("<monitor> cannot open " + bind);
        }
    }

    private MonitorServer open() throws Exception {
        return MonitorServer.open(
                List.of(HostPort.parse("127.0.0.1:0")), () -> "postrider_sessions_total 1\n", causes::get);
    }

    private static HttpResponse<String> get(MonitorServer monitor, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(place(monitor, path)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static URI place(MonitorServer monitor, String path) {
        return URI.create("http://127.0.0.1:" + monitor.ports().getFirst() + path);
    }
}
