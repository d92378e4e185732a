/// Connections over Apache MINA: it accepts, does TLS and writes; each connection has one virtual thread that runs
/// plain
/// blocking code against [org.postrider.api.net.Connection]. The only package that sees MINA.
/// [org.postrider.kernel.net.NetServer] listens, [org.postrider.kernel.net.MinaConnector] connects.
@NullMarked
package org.postrider.kernel.net;

import org.jspecify.annotations.NullMarked;
