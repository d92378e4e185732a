package org.postrider.mailets.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.Lifecycle;

/// Posts the header of the message to a URL, as a form: a field for each name, several values between line breaks.
/// Where nobody
/// answers, or the answer is that it may work later, the mail waits and is tried again; any other refusal is a failure.
///
/// ```xml
/// <mailet match="RecipientIs=tickets@example.org" class="HeadersToHTTP">
///   <url>http://127.0.0.1:9/tickets</url><parameterKey>key</parameterKey><parameterValue>secret</parameterValue>
/// </mailet>
/// ```
@EndsTheWay(unless = "passThrough")
final class HeadersToHTTP implements Mailet, Lifecycle {
    private static final int VALUE_LENGTH_MAX = 100_000;

    private final Config config;
    private final Poster poster;

    public HeadersToHTTP(Config config) {
        this.config = config;
        this.poster = new Poster(Poster.checked(config.url()), config.timeout());
    }

    /// @param url where to
    record Config(
            @Option(doc = "Where to.") String url,

            @Option(doc = "The name of a field of one's own.")
            Optional<String> parameterKey,

            @Option(doc = "Its value.") Optional<Secret> parameterValue,

            @Option(doc = "How long to wait for the answer.", defaultValue = "30s")
            Duration timeout,

            @Option(doc = "The mail goes on too; else it ends here.", defaultValue = "true")
            boolean passThrough) {
        Config {
            Poster.checked(url);
            if (parameterKey.isPresent() != parameterValue.isPresent()) {
                throw new IllegalArgumentException("<parameterKey> and <parameterValue> go together");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        for (HeaderField field : mail.message().headers().fields()) {
            form.merge(
                    field.name(),
                    field.value(),
                    (first, more) -> first.length() > VALUE_LENGTH_MAX ? first : first + "\n" + more);
        }
        config.parameterKey()
                .ifPresent(key ->
                        form.put(key, config.parameterValue().orElseThrow().value()));
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        int status = poster.post(
                "application/x-www-form-urlencoded",
                Map.of("X-Mail-Id", mail.id().value()),
                HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.US_ASCII));
        return Poster.outcome(mail, status, config.passThrough(), Poster.checked(config.url()));
    }

    @Override
    public Outcome rehearse(Mail mail) throws IOException {
        return Poster.outcome(mail, Poster.OK, config.passThrough(), Poster.checked(config.url()));
    }

    @Override
    public void stop() {
        poster.close();
    }
}
