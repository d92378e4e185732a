package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider queue`
@Command(name = "queue", description = "Mail that waits: for other hosts, or for the next try of what failed here.")
final class QueueCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "Shows each waiting mail: for whom, why it waits, when it is tried again.")
    int list(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        Object items = ask("queue-list").getOrDefault("mails", List.of());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(items));
        } else if (items instanceof List<?> mails && !mails.isEmpty()) {
            mails.forEach(mail -> print(out, mail));
        } else {
            out.println("Nothing waits.");
        }
        return 0;
    }

    @Command(name = "flush", description = "Tries everything that waits at once.")
    int flush() throws Exception {
        Object count = ask("queue-flush").getOrDefault("mails", 0);
        spec.commandLine().getOut().println("Tried again now: " + count);
        return 0;
    }

    private Map<String, Object> ask(String command) throws Exception {
        var home = postrider.home();
        return new ControlClient(home)
                .ask(command, Map.of())
                .orElseThrow(() -> new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start"));
    }

    private static void print(PrintWriter out, Object item) {
        if (item instanceof Map<?, ?> mail) {
            out.println(mail.get("id") + "  " + mail.get("size") + " octets  from " + mail.get("from") + "  since "
                    + mail.get("received"));
            out.println("    to " + mail.get("to") + "  for " + mail.get("destination"));
            out.println("    attempts " + mail.get("attempts") + ", next " + mail.get("nextAttempt") + ": "
                    + mail.get("lastReply"));
        }
    }
}
