package org.postrider.mailets;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Mail;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.transport.Route;

/// Queues the mail for other hosts: the MX hosts of each recipient's domain, or a smart host.
///
/// ```xml
/// <mailet match="All" class="RemoteDelivery">
///   <gateway>smarthost.example.net:587</gateway>
///   <tls>verified</tls>
///   <user>example</user>
///   <password>${env:SMARTHOST_PASSWORD}</password>
/// </mailet>
/// ```
@EndsTheWay
public final class RemoteDelivery implements Mailet {
    private final Route route;

    public RemoteDelivery(Config config) {
        Optional<Route.Credentials> credentials =
                config.user().flatMap(user -> config.password().map(secret -> new Route.Credentials(user, secret)));
        this.route = new Route("smtp", config.gateway(), config.tls(), credentials);
    }

    /// @param gateway tried in order
    public record Config(
            @Option(
                    doc = "A smart host, with its port (default 25). Several are tried in order. Without any: the MX"
                            + " hosts of each recipient's domain.")
            List<HostPort> gateway,

            @Option(
                    doc = "How much TLS is insisted on: none, opportunistic, required (any certificate), verified, or"
                            + " implicit (from the first octet, verified).",
                    defaultValue = "opportunistic")
            TlsLevel tls,

            @Option(doc = "The name to log in to the smart host with.")
            Optional<String> user,

            @Option(
                    doc = "The password to log in to the smart host with. It is given only to a host that proves its"
                            + " name: tls is verified or implicit.")
            Optional<Secret> password) {
        public Config {
            gateway = List.copyOf(gateway);
            if (user.isPresent() != password.isPresent()) {
                throw new IllegalArgumentException("<user> and <password> go together");
            }
            if (user.isPresent() && gateway.isEmpty()) {
                throw new IllegalArgumentException("a <user> needs a <gateway>: nobody logs in to the world");
            }
            if (user.isPresent() && tls != TlsLevel.VERIFIED && tls != TlsLevel.IMPLICIT) {
                throw new IllegalArgumentException(
                        "a <user> needs tls=\"verified\" or \"implicit\": without, anybody on"
                                + " the way could take the password");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) {
        return new Outcome.Relay(mail, route);
    }
}
