package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider mailbox`
@Command(
        name = "mailbox",
        description = "The mailboxes of accounts.",
        subcommands = {
            MailboxListCommand.class,
            MailboxVerifyCommand.class,
            MailboxRepairCommand.class,
            MailboxReindexCommand.class,
            MailboxImportCommand.class,
            MailboxExportCommand.class,
            MailboxBackupCommand.class,
            MailboxRestoreCommand.class,
            MailboxShareCommand.class
        })
final class MailboxCommand {
    private static final Pattern AGE = Pattern.compile("(\\d{1,6})([smhd])");

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "undelete",
            description = "Puts expunged messages, and those of deleted mailboxes, back where they were.")
    int undelete(
            @Parameters(paramLabel = "NAME@DOMAIN", description = "The account.") String account,
            @Option(names = "--mailbox", paramLabel = "NAME", description = "Of this mailbox alone: Work/2025.")
                    Optional<String> mailbox,
            @Option(names = "--since", paramLabel = "AGE", description = "Only what was removed since: 30m, 12h, 2d.")
                    Optional<String> since,
            @Option(names = "--list", description = "Show what could be put back, and change nothing.") boolean list,
            @Option(names = "--json", description = "With --list, as a JSON array.") boolean json)
            throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            Object mailboxes = ask("removed-list", Map.of("account", account)).getOrDefault("mailboxes", List.of());
            if (json) {
                out.println(Json.text(mailboxes));
            } else if (mailboxes instanceof List<?> all && !all.isEmpty()) {
                all.forEach(each -> print(out, each));
            } else {
                out.println("Nothing is kept.");
            }
            return 0;
        }
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("account", account);
        mailbox.ifPresent(name -> arguments.put("mailbox", name));
        if (since.isPresent()) {
            arguments.put("seconds", age(since.get()).toSeconds());
        }
        out.println("Put back: " + ask("removed-restore", arguments).getOrDefault("messages", 0));
        return 0;
    }

    Path home() throws CommandFailedException {
        return postrider.home();
    }

    Map<String, Object> ask(String command, Map<String, Object> arguments) throws Exception {
        var home = home();
        return new ControlClient(home)
                .ask(command, arguments)
                .orElseThrow(() -> new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start"));
    }

    private static Duration age(String text) throws CommandFailedException {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            throw new CommandFailedException("'" + text + "' is no age: write a number and s, m, h or d, such as 2d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static void print(PrintWriter out, Object item) {
        if (item instanceof Map<?, ?> removed) {
            out.println(removed.get("mailbox") + "  " + removed.get("messages") + " messages, " + removed.get("octets")
                    + " octets, the last removed " + removed.get("latest"));
        }
    }
}
