package org.postrider.mailets.origin;

import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.MailMatcher;

/// Mail from a client in one of some networks: `match="RemoteAddrInNetwork=192.0.2.0/24,2001:db8::/32"`. Mail that no
/// client brought, such as a report of the server itself, does not match.
final class RemoteAddrInNetwork implements MailMatcher {
    private final Networks networks;

    public RemoteAddrInNetwork(Networks networks) {
        this.networks = networks;
    }

    @Override
    public boolean matches(Mail mail) {
        return mail.origin().client().filter(networks::contain).isPresent();
    }
}
