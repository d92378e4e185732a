package org.postrider.api.transport;

import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.TlsLevel;

/// Hands mail to one next hop. Whom to try and when to try again is the queue's business.
///
/// Made like a mailet. Called by many threads at a time; may keep connections for the next mail.
public interface Transport {
    /// The port where a route names none.
    int defaultPort();

    /// Tries to hand over `mail` for all its recipients, in one transaction where the protocol can.
    ///
    /// Returns within the transport's own time limits. Never throws for what a peer does.
    Report deliver(Target target, Mail mail);

    /// @param host the name under which the hop is known (for TLS and the log)
    record Target(String host, SocketAddress address, TlsLevel tls, Optional<Route.Credentials> credentials) {}

    /// What came of it.
    sealed interface Report {
        /// The hop did not get as far as an answer about this mail: another hop may be tried at once.
        record Unreachable(Reply reason) implements Report {}

        /// The hop answered for each recipient: 2yz delivered, 4yz try later, 5yz failed.
        record Answered(Map<Recipient, Reply> replies) implements Report {
            public Answered {
                replies = Map.copyOf(replies);
            }
        }
    }
}
