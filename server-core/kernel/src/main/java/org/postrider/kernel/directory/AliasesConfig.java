package org.postrider.kernel.directory;

import java.util.List;
import org.postrider.api.config.Option;
import org.postrider.api.mail.MailAddress;

/// `conf/aliases.xml`: addresses that stand for others.
public record AliasesConfig(
        @Option(doc = "An address and those that it stands for.")
        List<AliasEntry> alias) {
    public AliasesConfig {
        alias = List.copyOf(alias);
        // A circle is found before mail goes round in it.
        XmlRewriteTable.checkForCircles(alias);
    }

    /// One alias.
    public record AliasEntry(
            @Option(doc = "The address that is rewritten.") MailAddress address,

            @Option(
                    doc = "Where its mail goes: accounts, other aliases, addresses elsewhere. An address that names"
                            + " itself keeps a copy.")
            List<MailAddress> to) {
        public AliasEntry {
            to = List.copyOf(to);
            if (to.isEmpty()) {
                throw new IllegalArgumentException("the alias " + address + " leads nowhere: give it a <to>");
            }
        }
    }
}
