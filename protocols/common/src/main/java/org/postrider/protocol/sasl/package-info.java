/// SASL (RFC 4422), the server's side: [org.postrider.protocol.sasl.SaslDialogue] speaks a
/// [org.postrider.protocol.sasl.SaslMechanism] to its end, whatever protocol carries it.
///
/// A mechanism with more steps (SCRAM, OAUTHBEARER) is one more constant and one more
/// [org.postrider.protocol.sasl.SaslExchange]; nothing else changes. Each protocol maps a
/// [org.postrider.protocol.sasl.SaslResult] to its own replies, and decides where a mechanism may be offered.
@NullMarked
package org.postrider.protocol.sasl;

import org.jspecify.annotations.NullMarked;
