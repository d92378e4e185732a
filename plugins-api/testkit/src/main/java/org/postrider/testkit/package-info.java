/// Fakes, a connection in memory and a transcript runner, for the tests of plugins.
///
/// [org.postrider.testkit.Transcript] plays a dialogue with a protocol handler, over
/// [org.postrider.testkit.MemoryConnection] or a real socket. [org.postrider.testkit.MemorySpool],
/// [org.postrider.testkit.MemoryDirectory] and [org.postrider.testkit.RecordedEvents] stand for services of the server.
@NullMarked
package org.postrider.testkit;

import org.jspecify.annotations.NullMarked;
