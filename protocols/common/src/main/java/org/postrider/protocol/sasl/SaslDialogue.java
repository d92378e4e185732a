package org.postrider.protocol.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.protocol.sasl.SaslExchange.Step;

/// Speaks an exchange to its end, in base64 lines, as SMTP (RFC 4954), IMAP (RFC 9051 §6.2.2) and POP3 (RFC 5034) do.
public final class SaslDialogue {
    /// RFC 4954 §4: room for 12,288 octets of base64; the line break comes on top.
    public static final int LINE_OCTETS_MAX = 12_288 + 2;

    /// No mechanism needs more; a client that goes on is not serious.
    private static final int STEPS_MAX = 10;

    private final Wire wire;

    public SaslDialogue(Wire wire) {
        this.wire = wire;
    }

    /// Runs `exchange`.
    ///
    /// @param initialResponse the base64 text after the mechanism's name; `=` stands for an empty response
    public SaslResult run(SaslExchange exchange, Optional<String> initialResponse) throws ConnectionEndedException {
        try {
            Step step = exchange.start(initialResponse.map(SaslDialogue::decodeInitial));
            for (int steps = 0; steps < STEPS_MAX; steps++) {
                switch (step) {
                    case Step.Finished(SaslResult result) -> {
                        return result;
                    }
                    case Step.LastWord(String text, SaslResult result) -> {
                        return afterLastWord(text, result);
                    }
                    case Step.Challenge(String text) -> {
                        String line = line(wire.ask(encode(text)));
                        if (line.equals("*")) {
                            return new SaslResult.Cancelled();
                        }
                        step = exchange.respond(decode(line));
                    }
                }
            }
            return new SaslResult.Malformed("the authentication has too many steps");
        } catch (DirectoryUnavailableException e) {
            return new SaslResult.Unavailable(String.valueOf(e.getMessage()));
        } catch (LineTooLongException _) {
            return new SaslResult.Malformed("the response is too long");
        } catch (IllegalArgumentException _) {
            // From the base64 decoder; its message would show octets of the response.
            return new SaslResult.Malformed("the response is not valid base64");
        }
    }

    // The result does not change, not even where the client is gone: who guesses would leave without being counted.
    private SaslResult afterLastWord(String text, SaslResult result) {
        try {
            wire.ask(encode(text));
        } catch (LineTooLongException | ConnectionEndedException _) {
            // The next read or write of the session will say so.
        }
        return result;
    }

    private static String encode(String challenge) {
        return Base64.getEncoder().encodeToString(challenge.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decodeInitial(String base64) {
        return base64.equals("=") ? new byte[0] : decode(base64);
    }

    private static byte[] decode(String base64) {
        // The decoder takes a text without its padding; RFC 4648 §3.2 does not.
        if (base64.length() % 4 != 0) {
            throw new IllegalArgumentException("not padded");
        }
        return Base64.getDecoder().decode(base64);
    }

    private static String line(byte[] line) {
        int end = line.length;
        while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    /// How a protocol carries one step.
    @FunctionalInterface
    public interface Wire {
        /// Sends a challenge in the protocol's form (`334 ` or `+ ` before it) and reads the line that
        /// answers it.
        ///
        /// @param challengeBase64 may be empty
        /// @return the line, with or without its line break
        /// @throws LineTooLongException where it is longer than [#LINE_OCTETS_MAX]; the rest of it is
        ///     skipped
        byte[] ask(String challengeBase64) throws ConnectionEndedException, LineTooLongException;
    }
}
