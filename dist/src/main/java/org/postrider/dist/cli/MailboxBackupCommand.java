package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `postrider mailbox backup`
@Command(
        name = "backup",
        description = {
            "Takes a backup of accounts while they are in use, beside the older ones in TARGET.",
            "A message that is in an older backup is not copied again, so every backup is a full one and costs what is new."
        })
final class MailboxBackupCommand extends MailboxTaskCommand {
    @Parameters(paramLabel = "TARGET", description = "The folder of all backups; best on another disk.")
    private Path target;

    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Override
    public Integer call() throws Exception {
        return run(
                "mailbox-backup",
                accounts.of(home()),
                Map.of("target", target.toAbsolutePath().toString()));
    }
}
