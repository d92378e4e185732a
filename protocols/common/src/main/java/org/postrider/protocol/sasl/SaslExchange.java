package org.postrider.protocol.sasl;

import java.util.Optional;

/// One run of a mechanism: challenges out, responses in, until there is a result. Confined to the session thread.
public interface SaslExchange {
    /// Begins.
    ///
    /// @param initialResponse what the client sent with its command, decoded; empty where it sent none
    Step start(Optional<byte[]> initialResponse);

    /// Goes on with the answer to the challenge given last.
    Step respond(byte[] response);

    /// What comes next.
    sealed interface Step {
        /// The client is to answer this, which may be empty.
        record Challenge(String text) implements Step {}

        /// The client hears this, and whatever it says then, the result stands.
        record LastWord(String text, SaslResult result) implements Step {}

        record Finished(SaslResult result) implements Step {}
    }
}
