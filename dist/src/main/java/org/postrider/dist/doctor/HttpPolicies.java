package org.postrider.dist.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.postrider.api.mail.Domain;

/// Fetches MTA-STS policies from where they must be (RFC 8461 §3.3): no redirects, and a certificate that is believed.
final class HttpPolicies implements MtaStsCheck.Policies {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final int OCTETS_MAX = 64 * 1024;

    @Override
    public String fetch(Domain domain) throws IOException {
        URI place = URI.create("https://mta-sts." + domain + "/.well-known/mta-sts.txt");
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            // The limit holds for the body too.
            HttpResponse<byte[]> answer = client.sendAsync(
                            HttpRequest.newBuilder(place).build(),
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), OCTETS_MAX))
                    .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
            if (answer.statusCode() != 200) {
                throw new IOException(place + " answers " + answer.statusCode());
            }
            return new String(answer.body(), StandardCharsets.US_ASCII);
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(place + " does not answer: " + cause, e);
        } finally {
            client.shutdownNow();
        }
    }
}
