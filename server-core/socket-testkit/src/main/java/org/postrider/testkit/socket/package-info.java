/// Runs a protocol on the transport that the server itself has, on real sockets of the loopback. For tests of the
/// built-in protocols; other plugins' tests have [org.postrider.testkit.MemoryPeer].
@NullMarked
package org.postrider.testkit.socket;

import org.jspecify.annotations.NullMarked;
