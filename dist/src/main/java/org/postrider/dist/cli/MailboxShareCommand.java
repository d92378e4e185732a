package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider mailbox share`
@Command(
        name = "share",
        description = {
            "Shares a mailbox with others, or shows what an account shares.",
            "They find it as Other Users/NAME/MAILBOX, or, where the account is the one that belongs to nobody, as"
                    + " Shared/MAILBOX."
        })
final class MailboxShareCommand implements Callable<Integer> {
    @ParentCommand
    private MailboxCommand mailboxes;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME@DOMAIN", description = "Whose mailbox it is.")
    private String account;

    @Parameters(index = "1", arity = "0..1", paramLabel = "MAILBOX", description = "Its name: Work/2025.")
    private Optional<String> mailbox;

    @Option(
            names = "--with",
            paramLabel = "WHO",
            description = "A user, a group such as group:staff, or anyone, which is all users of the domain; with -"
                    + " before it, the rights are taken from what others give.")
    private Optional<String> with;

    @Option(
            names = "--rights",
            paramLabel = "RIGHTS",
            description = "read, write, all, none, or letters of RFC 4314: l see, r read, s seen, w flags, i add,"
                    + " k make below, x delete, t mark as deleted, e expunge, a say who may what. Default: read.")
    private Optional<String> rights;

    @Option(names = "--json", description = "What is shared, as a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (mailbox.isEmpty() && (with.isPresent() || rights.isPresent())) {
            throw new CommandFailedException("say which mailbox to share");
        }
        if (mailbox.isPresent() && with.isEmpty()) {
            throw new CommandFailedException("say with whom to share it: --with anyone, or --with bob@example.org");
        }
        if (mailbox.isPresent()) {
            Map<String, Object> done = mailboxes.ask(
                    "share-change",
                    Map.of(
                            "account", account,
                            "mailbox", mailbox.get(),
                            "with", with.orElseThrow(),
                            "rights", rights.orElse("read")));
            print(out, done);
            return 0;
        }
        Object entries = mailboxes.ask("share-list", Map.of("account", account)).getOrDefault("entries", List.of());
        if (json) {
            out.println(Json.text(entries));
        } else if (entries instanceof List<?> all && !all.isEmpty()) {
            all.forEach(each -> print(out, each));
        } else {
            out.println("Nothing is shared.");
        }
        return 0;
    }

    private static void print(PrintWriter out, Object item) {
        if (item instanceof Map<?, ?> entry) {
            Object rights = String.valueOf(entry.get("rights")).isEmpty() ? "no rights" : entry.get("rights");
            out.println(entry.get("mailbox") + "  " + entry.get("with") + "  " + rights);
        }
    }
}
