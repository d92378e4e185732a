package org.postrider.api.directory;

import java.util.List;
import java.util.Optional;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;

/// Aliases: addresses that stand for others.
public interface RewriteTable {
    /// All the way from an address to those it stands for.
    ///
    /// @return an empty list where the table does not mention `address`; else where its mail goes, each
    ///     once, perhaps
    ///     `address` itself among them
    /// @throws RewriteLoopException where the entries lead back to themselves or expand beyond the limit
    List<MailAddress> rewrite(MailAddress address) throws RewriteLoopException;

    /// The same, with all that the entries say.
    default Resolution resolve(MailAddress address) throws RewriteLoopException {
        return new Resolution(rewrite(address).stream().map(Target::of).toList(), Optional.empty(), List.of());
    }

    /// Where an address leads.
    ///
    /// @param targets where its mail goes; empty where the table does not mention it, or refuses it
    /// @param refusal the reply to be given in place of taking its mail
    /// @param steps how it came to that, in order
    record Resolution(List<Target> targets, Optional<Reply> refusal, List<Step> steps) {
        public Resolution {
            targets = List.copyOf(targets);
            steps = List.copyOf(steps);
        }

        /// True where the table says nothing of the address.
        public boolean isUnmentioned() {
            return targets.isEmpty() && refusal.isEmpty();
        }
    }

    /// One address to which mail goes.
    ///
    /// @param folder the detail of a sub-address (RFC 5233): the mailbox in which its owner wants it
    /// @param owner who is told of failures in the sender's place
    record Target(MailAddress address, Optional<String> folder, Optional<MailAddress> owner) {
        public static Target of(MailAddress address) {
            return new Target(address, Optional.empty(), Optional.empty());
        }
    }

    /// One rule that was followed.
    ///
    /// @param rule what it is, and where it stands
    /// @param to what the address stands for by it
    record Step(MailAddress address, String rule, List<String> to) {
        public Step {
            to = List.copyOf(to);
        }
    }
}
