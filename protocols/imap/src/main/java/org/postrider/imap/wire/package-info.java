/// What goes over the connection: [org.postrider.imap.wire.Responses] writes answers,
/// [org.postrider.imap.wire.DeflateConnection] packs them (RFC
/// 4978), [org.postrider.imap.wire.Scratch] holds large messages while they come.
@NullMarked
package org.postrider.imap.wire;

import org.jspecify.annotations.NullMarked;
