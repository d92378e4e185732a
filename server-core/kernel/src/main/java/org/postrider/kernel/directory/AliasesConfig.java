package org.postrider.kernel.directory;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;

/// `conf/aliases.xml`: addresses that stand for others.
public record AliasesConfig(
        @Option(
                doc =
                        "What stands between a user's name and a folder in a sub-address (RFC 5233): mail for bob+lists goes to"
                                + " bob's folder lists where there is one, else to his inbox. Empty: there are no sub-addresses.",
                defaultValue = "+")
        String separator,

        @Option(doc = "An address and those that it stands for.")
        List<AliasEntry> alias) {
    public AliasesConfig {
        alias = List.copyOf(alias);
        if (separator.length() > 1 || separator.equals("@") || separator.equals("\"")) {
            throw new IllegalArgumentException("separator is one character, such as + or -, or empty");
        }
        // A circle is found before mail goes round in it.
        AliasRules.of(separator, alias, List.of()).checkForCircles();
    }

    /// One alias.
    public record AliasEntry(
            @Option(
                    doc =
                            "What is rewritten: name@domain; @domain, all addresses of the domain for which there is nothing"
                                    + " else; or /a regular expression/ that the whole address matches.")
            String address,

            @Option(
                    doc = "Where its mail goes: accounts, other aliases, addresses elsewhere. An address that names"
                            + " itself keeps a copy. For an @domain also another @domain, for which it stands. Behind a regular"
                            + " expression, $1 and so on are what its groups matched.")
            List<String> to,

            @Option(
                    doc = "Whether the mail goes to the address itself too, as for somebody who forwards his.",
                    defaultValue = "false")
            boolean keepCopy,

            @Option(doc = "Who is told in the sender's place of what cannot be delivered, as for a mailing list.")
            Optional<MailAddress> owner,

            @Option(doc = "The address takes no mail: the reply, such as 550 5.1.6 she has moved. In place of to.")
            Optional<Reply> reply) {
        public AliasEntry {
            to = List.copyOf(to);
            if (to.isEmpty() == reply.isEmpty()) {
                throw new IllegalArgumentException(
                        to.isEmpty()
                                ? "the alias " + address + " leads nowhere: give it a <to>, or a <reply>"
                                : "the alias " + address + " has both <to> and <reply>; remove one");
            }
            if (reply.isPresent() && (!reply.get().permanentFailure() || keepCopy || owner.isPresent())) {
                throw new IllegalArgumentException(
                        "the <reply> of " + address + " begins with 5, and goes with neither keepCopy nor owner");
            }
            // What is wrong with them is told here, where the line is known.
            AliasRule.of(address, to, keepCopy, owner, reply, "");
        }
    }
}
