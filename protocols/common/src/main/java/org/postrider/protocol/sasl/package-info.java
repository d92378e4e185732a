/// SASL (RFC 4422), the server's side, the same for every protocol.
///
/// A protocol asks for [org.postrider.protocol.sasl.Sasl] in its constructor and opens a
/// [org.postrider.protocol.sasl.SaslSession] for each connection: it says what to offer, runs a mechanism to its end in
/// base64 lines, guards against guessing and writes the log. What is left to the protocol is to map a
/// [org.postrider.protocol.sasl.SaslResult] to its own replies.
///
/// A further mechanism is one more constant of [org.postrider.protocol.sasl.SaslMechanism] and one more
/// [org.postrider.protocol.sasl.SaslExchange]. Deliberately not here: where passwords, tokens and bans are kept.
@NullMarked
package org.postrider.protocol.sasl;

import org.jspecify.annotations.NullMarked;
