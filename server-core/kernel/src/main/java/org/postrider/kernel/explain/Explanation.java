package org.postrider.kernel.explain;

import java.util.List;
import java.util.Optional;
import org.postrider.api.directory.RewriteTable.Step;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;

/// Where mail for an address ends up, and why.
///
/// @param steps of the rewrite table, in order
/// @param refusal the reply that its mail gets
/// @param ends one for each address that it leads to
public record Explanation(MailAddress address, List<Step> steps, Optional<Reply> refusal, List<End> ends) {
    public Explanation {
        steps = List.copyOf(steps);
        ends = List.copyOf(ends);
    }

    /// Where one address ends.
    public sealed interface End {
        MailAddress address();
    }

    /// In a mailbox here.
    ///
    /// @param mailbox its name
    /// @param why the folder of a sub-address is not taken, or is
    public record InMailbox(MailAddress address, String mailbox, Optional<String> why) implements End {}

    /// Nowhere: it is ours, and there is nobody, or nobody who may receive.
    public record Nowhere(MailAddress address, String reason) implements End {}

    /// At other hosts.
    ///
    /// @param route its name, and where it stands; "" for the MX hosts
    /// @param tls what is insisted on
    /// @param hops that are tried, in this order
    /// @param problem why there is none
    /// @param afterFailures the route that is taken when it fails again and again
    public record Elsewhere(
            MailAddress address,
            String route,
            String transport,
            String tls,
            boolean logsIn,
            List<Hop> hops,
            Optional<Reply> problem,
            Optional<String> afterFailures)
            implements End {
        public Elsewhere {
            hops = List.copyOf(hops);
        }
    }

    /// One address of one host.
    ///
    /// @param bind the address to connect from, where it is set
    public record Hop(String host, String address, Optional<String> bind) {}
}
