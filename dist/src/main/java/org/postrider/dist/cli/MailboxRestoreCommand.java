package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postrider mailbox restore`
@Command(
        name = "restore",
        description = {
            "Brings back what a backup has and the account has not: mailboxes, and messages with flags and dates.",
            "What is there stays as it is. Begun again after an interruption, it brings nothing twice."
        })
final class MailboxRestoreCommand extends MailboxTaskCommand {
    @Parameters(paramLabel = "TARGET", description = "The folder of all backups.")
    private Path target;

    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Option(names = "--backup", paramLabel = "NAME", description = "Which one; without it the newest.")
    private Optional<String> backup;

    @Option(names = "--list", description = "Show which backups there are, and bring nothing back.")
    private boolean list;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("target", target.toAbsolutePath().toString());
        backup.ifPresent(name -> arguments.put("backup", name));
        return run(list ? "mailbox-backups" : "mailbox-restore", accounts.of(home()), arguments);
    }
}
