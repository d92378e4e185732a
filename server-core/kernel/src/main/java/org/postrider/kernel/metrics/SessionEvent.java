package org.postrider.kernel.metrics;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A session from its greeting to its end, for Java's flight recorder. Confined to the session's thread.
@Name("org.postrider.Session")
@Label("Session")
@Description("A session of a protocol")
@Category("Postrider")
@StackTrace(false)
final class SessionEvent extends Event {
    @Label("Listener")
    @Nullable
    String listener;

    @Label("Protocol")
    @Nullable
    String protocol;

    @Label("Client")
    @Nullable
    String client;
}
