package org.postrider.kernel.outbound;

import java.util.List;
import org.postrider.api.mail.Reply;
import org.postrider.api.transport.Transport;

/// Where a destination's mail can be taken.
public sealed interface Hops {
    /// @param targets not empty, the best first
    record Found(List<Transport.Target> targets) implements Hops {
        public Found {
            targets = List.copyOf(targets);
        }
    }

    /// Nowhere: 4yz for now, 5yz for ever.
    record None(Reply reason) implements Hops {}
}
