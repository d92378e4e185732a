package org.postrider.dist.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postrider mailbox list`
@Command(name = "list", description = "Shows the mailboxes of accounts: messages, unseen ones, octets.")
final class MailboxListCommand extends MailboxTaskCommand {
    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Override
    public Integer call() throws Exception {
        return run("mailbox-list", accounts.of(home()), Map.of());
    }

    @Override
    void print(Map<String, Object> result) {
        out().println(result.get("account"));
        if (result.get("mailboxes") instanceof List<?> mailboxes) {
            for (Object each : mailboxes) {
                if (each instanceof Map<?, ?> mailbox) {
                    out().printf(
                                    "  %8s messages %8s unseen %14s octets  %s%n",
                                    mailbox.get("messages"),
                                    mailbox.get("unseen"),
                                    mailbox.get("octets"),
                                    mailbox.get("name"));
                }
            }
        }
    }
}
