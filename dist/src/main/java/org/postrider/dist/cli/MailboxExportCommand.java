package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.postrider.mailboxes.ExportFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postrider mailbox export`
@Command(
        name = "export",
        description = {
            "Writes the mail of accounts to files, TARGET/NAME@DOMAIN for each account.",
            "maildir and mbox keep flags; eml and zip have a file for each message, without flags."
        })
final class MailboxExportCommand extends MailboxTaskCommand {
    @Parameters(paramLabel = "TARGET", description = "A folder; what is in it stays as it is.")
    private Path target;

    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "maildir",
            description = "maildir, mbox, eml or zip; default: ${DEFAULT-VALUE}.")
    private ExportFormat format;

    @Option(names = "--mailbox", paramLabel = "NAME", description = "Only this mailbox: Work/2025.")
    private Optional<String> mailbox;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("format", format.name());
        mailbox.ifPresent(name -> arguments.put("mailbox", name));
        return run("mailbox-export", accounts.of(home()), arguments);
    }

    @Override
    Map<String, Object> arguments(String account, Map<String, Object> common) {
        Map<String, Object> arguments = new LinkedHashMap<>(common);
        String name = account.replace("/", "%2F") + (format == ExportFormat.ZIP ? ".zip" : "");
        arguments.put("target", target.toAbsolutePath().resolve(name).toString());
        return arguments;
    }
}
