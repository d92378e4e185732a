package org.postrider.api.transport;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Domain;
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

    /// False where the hosts of a route are no hosts of the network but names that the transport itself knows, such as
    /// those of commands: then nobody looks them up, and `Target.address` is unresolved.
    default boolean usesNetwork() {
        return true;
    }

    /// True where a positive answer means that the mail has arrived, as by LMTP or a command: a success report
    /// (RFC 3464) then says `delivered`, else `relayed`.
    default boolean isFinal() {
        return false;
    }

    /// @param host the name under which the hop is known (for TLS and the log)
    /// @param bind the local address to connect from, where it matters
    /// @param hello the name to give in EHLO, where it is not the server's own
    record Target(
            String host,
            SocketAddress address,
            TlsLevel tls,
            Optional<Route.Credentials> credentials,
            Optional<InetAddress> bind,
            Optional<Domain> hello) {
        public Target(String host, SocketAddress address, TlsLevel tls, Optional<Route.Credentials> credentials) {
            this(host, address, tls, credentials, Optional.empty(), Optional.empty());
        }
    }

    /// What came of it.
    sealed interface Report {
        /// The hop did not get as far as an answer about this mail: another hop may be tried at once.
        record Unreachable(Reply reason) implements Report {}

        /// The hop answered for each recipient: 2yz delivered, 4yz try later, 5yz failed.
        ///
        /// @param tellsSender true where the hop knows what the sender wants to be told (RFC 3461 §4.1) and
        ///     tells it from here on: then we do not
        record Answered(Map<Recipient, Reply> replies, boolean tellsSender) implements Report {
            public Answered {
                replies = Map.copyOf(replies);
            }

            /// The hop has no DSN: what the sender asked for stays with us.
            public static Answered of(Map<Recipient, Reply> replies) {
                return new Answered(replies, false);
            }
        }
    }
}
