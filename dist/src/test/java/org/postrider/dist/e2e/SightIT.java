package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What programs that watch a server see of it: metrics, health, the log as JSON, flight recordings.
class SightIT {
    private static final Pattern METRIC = Pattern.compile("(?:postrider|jvm|process)_[a-z_]+");

    /// Nobody logs in here, and no mail waits.
    private static final List<String> NOT_YET = List.of("postrider_logins_total", "postrider_queue_destination_mails");

    @TempDir
    private Path folder;

    @Test
    void aMailIsSeenInMetricsLogAndFlightRecording() throws Exception {
        int port = freePort();
        Path recording = folder.resolve("flight.jfr");
        try (TestServer server = TestServer.create(folder)) {
            server.replaceInConf(
                    "server.xml",
                    "</server>",
                    "<monitor bind=\"127.0.0.1:" + port + "\"/><log format=\"json\"/></server>");
            server.startChild(java.util.Map.of(
                    "POSTRIDER_JAVA_OPTIONS", "-XX:StartFlightRecording:filename=" + recording + ",settings=default"));
            send(server);

            assertThat(get(port, "/health/live")).contains("live");
            assertThat(get(port, "/health/ready")).contains("\"ready\"");
            String metrics = get(port, "/metrics");
            assertThat(metrics)
                    .contains("postrider_mails_received_total{listener=\"smtp\"} 1.0")
                    .contains("postrider_deliveries_total{outcome=\"delivered\"} 1.0")
                    .contains("postrider_store_delivery_seconds_count 1")
                    .contains("postrider_queue_mails{age=\"5\"} 0.0")
                    .contains("postrider_plugin_call_seconds_total")
                    .containsPattern("postrider_sessions_total\\{listener=\"smtp\"} [1-9]")
                    .containsPattern("postrider_journal_forces_total [1-9]");
            everyMetricOfTheBoardIsThere(metrics);
            assertThat(Files.readAllLines(server.home().resolve("log/postrider.log")))
                    .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"))
                    .anyMatch(
                            line -> line.contains("\"event\":\"delivered\"") && line.contains("\"mailbox\":\"INBOX\""));
            TestServer.assertOk(server.run("stop"));
            Eventually.isTrue(() -> ProcessHandle.of(server.childPid())
                    .filter(ProcessHandle::isAlive)
                    .isEmpty());
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(recording);
        assertThat(events)
                .anyMatch(event -> event.getEventType().getName().equals("org.postrider.Delivery")
                        && event.getString("recipient").equals("bob@example.test"))
                .anyMatch(event -> event.getEventType().getName().equals("org.postrider.Session")
                        && event.getString("listener").equals("smtp"));
    }

    private static void everyMetricOfTheBoardIsThere(String metrics) throws Exception {
        String board = Files.readString(TestServer.DISTRIBUTION.resolve("share/grafana/postrider.json"));
        Matcher names = METRIC.matcher(board);
        int count = 0;
        while (names.find()) {
            if (NOT_YET.contains(names.group())) {
                continue;
            }
            assertThat(metrics).contains(names.group());
            count++;
        }
        assertThat(count).isGreaterThan(10);
    }

    private static void send(TestServer server) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            byte[] message = "Subject: seen\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII);
            client.send("a@example.net", List.of("bob@example.test"), message);
            client.command("MAIL FROM:<a@example.net>", "250");
            client.command("RCPT TO:<nobody@example.test>", "550");
        }
        Eventually.isTrue(() -> server.mail("bob").contains("Subject: seen"));
        // The log follows the delivery.
        Path log = server.home().resolve("log/postrider.log");
        Eventually.isTrue(() -> Files.readString(log).contains("\"event\":\"delivered\""));
    }

    private static String get(int port, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
