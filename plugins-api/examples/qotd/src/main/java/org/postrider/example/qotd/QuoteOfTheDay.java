package org.postrider.example.qotd;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.ProtocolHandler;

/// Tells whoever connects the quote of the day, and closes (RFC 865). Another quote at midnight, UTC.
///
/// ```xml
/// <listener name="qotd" protocol="qotd" address="127.0.0.1:10017">
///   <quote text="What is written without effort is read without pleasure."/>
///   <quote text="If you would not be forgotten, do things worth the writing."/>
/// </listener>
/// ```
///
/// One handler serves all connections of its listener, each on a thread of its own: it has no state.
public final class QuoteOfTheDay implements ProtocolHandler {
    // RFC 865: "less than 512 characters"
    private static final int LENGTH_LIMIT = 512;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Config config;
    private final InstantSource clock;

    public QuoteOfTheDay(Config config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
    }

    /// The options in the `<listener>`.
    ///
    /// @param quote the first one is for 1 January 1970
    public record Config(
            @Option(doc = "A quote. Repeatable: each day the next one.")
            List<Quote> quote) {
        public Config {
            quote = List.copyOf(quote);
            if (quote.isEmpty()) {
                throw new IllegalArgumentException("say something: <quote text=\"...\"/>");
            }
        }
    }

    /// An element of its own, since a list of texts would be split at commas.
    public record Quote(
            @Option(doc = "What is said, in US-ASCII.") String text) {
        public Quote {
            text = text.strip();
            // RFC 865: printing characters, space, carriage return and line feed of ASCII
            if (!text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\n' || c == '\r')) {
                throw new IllegalArgumentException("a quote is US-ASCII: " + text);
            }
            if (text.isEmpty() || octets(text).length >= LENGTH_LIMIT) {
                throw new IllegalArgumentException(
                        "a quote has at least one character, and with its line breaks fewer than " + LENGTH_LIMIT);
            }
        }
    }

    @Override
    public void serve(Connection connection) throws ConnectionEndedException {
        connection.timeLimit(LIMIT);
        // RFC 865: what the client sends is thrown away, and nothing waited for
        connection.write(octets(today().text()));
        connection.flush();
    }

    // RFC 865 has no words for it: the connection is closed.
    @Override
    public byte[] refusal(String reason) {
        return new byte[0];
    }

    private Quote today() {
        long day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
        return config.quote().get(Math.floorMod(day, config.quote().size()));
    }

    private static byte[] octets(String quote) {
        String lines = quote.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        return (lines + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
