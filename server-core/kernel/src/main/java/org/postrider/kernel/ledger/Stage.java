package org.postrider.kernel.ledger;

import org.postrider.api.transport.Route;

/// What has to be done next with a mail.
public sealed interface Stage {
    /// Run it through a processor of the pipeline.
    record Processing(String processor) implements Stage {}

    /// Hand it to another host.
    record Relaying(Route route) implements Stage {}
}
