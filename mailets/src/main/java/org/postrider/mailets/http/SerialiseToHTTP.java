package org.postrider.mailets.http;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.plugin.Lifecycle;
import org.postrider.mime.HeaderText;
import org.postrider.mime.MimeEntity;

/// Posts the whole mail to a URL: the message as it is (`message/rfc822`, the envelope in fields of the request), or as
/// JSON with
/// envelope, header fields and text. Where nobody answers, or the answer is that it may work later, the mail waits and
/// is tried
/// again; any other refusal is a failure. `X-Mail-Id` is the same each time.
///
/// ```xml
/// <mailet match="RecipientIs=tickets@example.org" class="SerialiseToHTTP">
///   <url>http://127.0.0.1:9/mails</url><format>json</format><token>secret</token><passThrough>false</passThrough>
/// </mailet>
/// ```
@EndsTheWay(unless = "passThrough")
final class SerialiseToHTTP implements Mailet, Lifecycle {
    private static final int TEXT_OCTETS_MAX = 5 * 1024 * 1024;

    private final Config config;
    private final Poster poster;

    public SerialiseToHTTP(Config config) {
        this.config = config;
        this.poster = new Poster(Poster.checked(config.url()), config.timeout());
    }

    /// @param url where to
    record Config(
            @Option(doc = "Where to.") String url,

            @Option(
                    doc = "message: the message itself. json: an object with id, sender, recipients, headers and text.",
                    defaultValue = "message")
            Format format,

            @Option(doc = "Sent as Authorization: Bearer.") Optional<Secret> token,

            @Option(doc = "How long to wait for the answer.", defaultValue = "60s")
            Duration timeout,

            @Option(doc = "The mail goes on too; else it ends here.", defaultValue = "true")
            boolean passThrough) {
        Config {
            Poster.checked(url);
        }
    }

    enum Format {
        MESSAGE,
        JSON
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("X-Mail-Id", mail.id().value());
        config.token().ifPresent(token -> fields.put("Authorization", "Bearer " + token.value()));
        int status = switch (config.format()) {
            case MESSAGE -> {
                fields.put("X-Envelope-From", ascii(mail.reversePath().toString()));
                fields.put(
                        "X-Envelope-To",
                        ascii(mail.recipients().stream()
                                .map(Recipient::toString)
                                .collect(Collectors.joining(", "))));
                yield poster.post(
                        "message/rfc822", fields, publisher(mail.message().content()));
            }
            case JSON -> poster.post("application/json", fields, HttpRequest.BodyPublishers.ofString(json(mail)));
        };
        return Poster.outcome(mail, status, config.passThrough(), Poster.checked(config.url()));
    }

    @Override
    public Outcome rehearse(Mail mail) throws IOException {
        return Poster.outcome(mail, Poster.OK, config.passThrough(), Poster.checked(config.url()));
    }

    private static HttpRequest.BodyPublisher publisher(Content content) {
        return HttpRequest.BodyPublishers.fromPublisher(
                HttpRequest.BodyPublishers.ofInputStream(() -> opened(content)), content.size());
    }

    private static InputStream opened(Content content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // What is not US-ASCII stands in no field of a request.
    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static String json(Mail mail) throws IOException {
        Content content = mail.message().content();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", mail.id().value());
        json.put(
                "sender",
                mail.reversePath().address().map(MailAddress::toString).orElse(""));
        json.put(
                "recipients",
                mail.recipients().stream().map(Recipient::toString).toList());
        json.put("received", mail.origin().receivedAt().toString());
        List<Map<String, String>> headers = new ArrayList<>();
        for (HeaderField field : mail.message().headers().fields()) {
            headers.add(Map.of("name", field.name(), "value", HeaderText.decode(field.value())));
        }
        json.put("headers", headers);
        json.put("text", firstText(MimeEntity.of(mail.message()), content).orElse(""));
        json.put("size", mail.message().size());
        return JSON.std.asString(json);
    }

    private static Optional<String> firstText(MimeEntity entity, Content content) throws IOException {
        if (entity.children().isEmpty()) {
            return entity.type().is("text", "plain")
                    ? Optional.of(entity.text(content, TEXT_OCTETS_MAX))
                    : Optional.empty();
        }
        for (MimeEntity child : entity.children()) {
            Optional<String> found = firstText(child, content);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public void stop() {
        poster.close();
    }
}
