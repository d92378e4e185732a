package org.postrider.kernel.metrics;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// What became of a recipient, for Java's flight recorder. Confined to one thread.
@Name("org.postrider.Delivery")
@Label("Delivery")
@Description("What became of a recipient of a mail")
@Category("Postrider")
@StackTrace(false)
final class DeliveryEvent extends Event {
    @Label("Outcome")
    @Nullable
    String outcome;

    @Label("Mail")
    @Nullable
    String mail;

    @Label("Recipient")
    @Nullable
    String recipient;

    @Label("Where or why")
    @Nullable
    String where;
}
