package org.postrider.api.directory;

import java.util.List;
import org.postrider.api.mail.MailAddress;

/// Aliases: addresses that stand for others.
public interface RewriteTable {
    /// All the way from an address to those it stands for.
    ///
    /// @return an empty list where the table does not mention `address`; else where its mail goes, each
    ///     once, perhaps
    ///     `address` itself among them
    /// @throws RewriteLoopException where the entries lead back to themselves or expand beyond the limit
    List<MailAddress> rewrite(MailAddress address) throws RewriteLoopException;
}
