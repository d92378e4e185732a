/// What the line-based mail protocols share.
///
/// [org.postrider.protocol.WireInput] reads lines and blocks from a connection through one buffer,
/// [org.postrider.protocol.CredentialMask] makes a command line fit for the log, and the package `sasl` authenticates.
/// Deliberately not here: replies, which each protocol forms in its own way.
@NullMarked
package org.postrider.protocol;

import org.jspecify.annotations.NullMarked;
