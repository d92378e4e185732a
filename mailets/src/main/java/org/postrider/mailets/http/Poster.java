package org.postrider.mailets.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Outcome;

/// Posts to a URL and says what became of it. Thread-safe.
final class Poster implements AutoCloseable {
    private final HttpClient client;
    private final URI url;
    private final Duration timeout;

    /// @throws IllegalArgumentException where the URL is none of http or https
    Poster(URI url, Duration timeout) {
        this.url = url;
        this.timeout = timeout;
        // No redirects: the mail goes where the configuration says and nowhere else.
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    static URI checked(String url) {
        URI parsed = URI.create(url.strip());
        boolean web = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
        if (!web || parsed.getHost() == null) {
            throw new IllegalArgumentException("'" + url + "' is no address such as https://example.org/mail");
        }
        return parsed;
    }

    /// @return 0 where nobody answered
    int post(String contentType, Map<String, String> fields, HttpRequest.BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(timeout)
                .header("Content-Type", contentType)
                .POST(body);
        fields.forEach(request::header);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /// RFC 9110 §15.3.1: what a host answers that takes the mail.
    static final int OK = 200;

    /// What an answer means for the mail.
    static Outcome outcome(Mail mail, int status, boolean passThrough, URI url) throws IOException {
        if (status >= 200 && status < 300) {
            return passThrough ? new Outcome.Continue(mail) : new Outcome.Done(mail, url.getHost());
        }
        // RFC 9110 §15.5, §15.6: 408, 425, 429 and 5xx may work later.
        if (status == 0 || status >= 500 || status == 408 || status == 425 || status == 429) {
            return new Outcome.Retry(
                    mail,
                    Reply.of(451, "4.4.1", url.getHost() + (status == 0 ? " does not answer" : " answers " + status)));
        }
        throw new IOException(url.getHost() + " refuses the mail: it answers " + status);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
