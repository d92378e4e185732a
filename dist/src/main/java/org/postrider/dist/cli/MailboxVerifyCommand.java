package org.postrider.dist.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `postrider mailbox verify`
@Command(
        name = "verify",
        description = "Reads every message and compares it with what the store says of it; says what is wrong.")
final class MailboxVerifyCommand extends MailboxTaskCommand {
    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Override
    public Integer call() throws Exception {
        return run("mailbox-verify", accounts.of(home()), Map.of());
    }
}
