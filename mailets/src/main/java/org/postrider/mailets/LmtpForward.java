package org.postrider.mailets;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.transport.Route;

/// Hands the mail to a mailbox server by LMTP (RFC 2033), which answers for each recipient.
///
/// ```xml
/// <mailet match="HostIsLocal" class="LmtpForward"><host>store.example.org:24</host></mailet>
/// ```
@EndsTheWay
public final class LmtpForward implements Mailet {
    private final Route route;

    public LmtpForward(Config config) {
        this.route = new Route("lmtp", config.host(), config.tls(), Optional.empty());
    }

    /// @param host tried in order
    public record Config(
            @Option(
                    doc = "The mailbox server, with its port (default 24), or the path of its Unix socket. Several are"
                            + " tried in order.")
            List<HostPort> host,

            @Option(doc = "How much TLS is insisted on.", defaultValue = "opportunistic")
            TlsLevel tls) {
        public Config {
            host = List.copyOf(host);
            if (host.isEmpty()) {
                throw new IllegalArgumentException("say where to: <host>store.example.org:24</host>");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return new Outcome.Relay(mail, route);
    }
}
