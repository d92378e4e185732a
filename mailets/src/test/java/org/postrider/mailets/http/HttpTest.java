package org.postrider.mailets.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.Outcomes;
import org.postrider.testkit.TestMail;

/// Mail that goes to other programs.
class HttpTest {
    private static final Mail MAIL = TestMail.from("ann@example.net")
            .to("bob@example.test")
            .text("Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nX-A: 1\nX-A: 2\n\nbody\n")
            .build();

    private final AtomicReference<String> body = new AtomicReference<>("");
    private final AtomicReference<String> fields = new AtomicReference<>("");
    private final AtomicInteger status = new AtomicInteger(200);
    private HttpServer server;

    @BeforeEach
    void startsAServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            fields.set(exchange.getRequestHeaders().entrySet().toString());
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopsIt() {
        server.stop(0);
    }

    @Test
    void theHeaderIsPostedAsAForm() throws Exception {
        HeadersToHTTP mailet = new HeadersToHTTP(new HeadersToHTTP.Config(
                url(), Optional.of("key"), Optional.of(new Secret("a&b")), Duration.ofSeconds(10), true));

        assertThat(mailet.service(MAIL)).isEqualTo(new Outcome.Continue(MAIL));
        assertThat(body.get()).isEqualTo("Subject=%3D%3Futf-8%3Fq%3FGr%3DC3%3DBC%3DC3%3D9Fe%3F%3D&X-A=1%0A2&key=a%26b");
        mailet.stop();
    }

    @Test
    void theMailIsPostedAsItIsOrAsJson() throws Exception {
        SerialiseToHTTP message = mailet(SerialiseToHTTP.Format.MESSAGE);
        assertThat(message.service(MAIL)).isEqualTo(new Outcome.Done(MAIL, "127.0.0.1"));
        assertThat(body.get().replace("\r\n", "\n")).isEqualTo(Outcomes.text(MAIL));
        assertThat(fields.get())
                .contains("<ann@example.net>")
                .contains("Bearer secret")
                .contains("test-1");

        SerialiseToHTTP json = mailet(SerialiseToHTTP.Format.JSON);
        json.service(MAIL);
        assertThat(body.get())
                .contains("\"sender\":\"ann@example.net\"")
                .contains("\"recipients\":[\"bob@example.test\"]")
                .contains("Grüße")
                .contains("\"text\":\"body\\r\\n\"");
        message.stop();
        json.stop();
    }

    @Test
    void whatMayWorkLaterIsTriedAgainAndOtherRefusalsAreFailures() throws Exception {
        SerialiseToHTTP mailet = mailet(SerialiseToHTTP.Format.MESSAGE);
        for (int code : new int[] {500, 503, 429, 408}) {
            status.set(code);
            assertThat(mailet.service(MAIL)).as("%s", code).isInstanceOf(Outcome.Retry.class);
        }
        for (int code : new int[] {400, 404, 302}) {
            status.set(code);
            assertThatThrownBy(() -> mailet.service(MAIL)).hasMessageContaining("answers " + code);
        }
        server.stop(0);
        assertThat(mailet.service(MAIL)).isInstanceOf(Outcome.Retry.class);
        assertThatThrownBy(() -> Poster.checked("file:///etc/passwd")).hasMessageContaining("https://example.org");
        mailet.stop();
    }

    @Test
    void aProgramChangesTheMessageOrLetsItBe() throws Exception {
        Mail changed = Outcomes.continued(pipe("10s", "tr a-z A-Z").service(MAIL));
        assertThat(Outcomes.text(changed)).endsWith("\nBODY\n");
        assertThat(Outcomes.continued(pipe("10s", "cat >/dev/null").service(MAIL)))
                .isEqualTo(MAIL);
        // Lines of a Unix program become those of a message.
        Mail made = Outcomes.continued(pipe("10s", "printf 'Subject: %s\\n\\n%s\\n' \"$MAIL_ID\" \"$MAIL_SENDER\"")
                .service(MAIL));
        assertThat(new String(made.message().content().readAll(1000), StandardCharsets.US_ASCII))
                .isEqualTo("Subject: test-1\r\n\r\nann@example.net\r\n");
    }

    @Test
    void theExitCodeSaysWhatFollows() throws Exception {
        assertThat(pipe("10s", "exit 75").service(MAIL)).isInstanceOf(Outcome.Retry.class);
        assertThat(pipe("10s", "exit 99").service(MAIL)).isInstanceOf(Outcome.Discard.class);
        assertThatThrownBy(() -> pipe("10s", "exit 1").service(MAIL)).hasMessageContaining("exit code 1");
    }

    @Test
    void aProgramThatTakesTooLongOrWritesTooMuchIsEnded() {
        assertThatThrownBy(() -> pipe("200ms", "sleep 60").service(MAIL))
                .hasMessageContaining("took longer than 200 ms");
        // Nor does its child hold anybody up.
        assertThatThrownBy(() -> pipe("200ms", "sleep 60 & sleep 60").service(MAIL))
                .hasMessageContaining("took longer");
        assertThatThrownBy(() -> pipe("10s", "yes").service(MAIL)).hasMessageContaining("wrote more than 1MiB");
        assertThatThrownBy(() ->
                        new Pipe.Config(Path.of("/no/such"), List.of(), Duration.ofSeconds(1), new ByteSize(1), 1))
                .hasMessageContaining("no program");
    }

    private SerialiseToHTTP mailet(SerialiseToHTTP.Format format) {
        return new SerialiseToHTTP(new SerialiseToHTTP.Config(
                url(), format, Optional.of(new Secret("secret")), Duration.ofSeconds(10), false));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/in";
    }

    private static Pipe pipe(String timeout, String script) {
        Duration limit = timeout.endsWith("ms")
                ? Duration.ofMillis(Long.parseLong(timeout.replace("ms", "")))
                : Duration.ofSeconds(Long.parseLong(timeout.replace("s", "")));
        return new Pipe(
                new Pipe.Config(Path.of("/bin/sh"), List.of("-c", script), limit, new ByteSize(1024 * 1024), 2));
    }
}
