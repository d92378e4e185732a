package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider ban`
@Command(name = "ban", description = "Clients and accounts that may not log in, after too many failures or by hand.")
final class BanCommand {
    private static final String SUBJECT = "A client's address (of IPv6, its /64 is meant), or an account.";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "Shows who is banned, until when and why.")
    int list(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        Object bans = ask("ban-list", Map.of()).getOrDefault("bans", List.of());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(bans));
        } else if (bans instanceof List<?> all && !all.isEmpty()) {
            all.forEach(ban -> print(out, ban));
        } else {
            out.println("Nobody is banned.");
        }
        return 0;
    }

    @Command(name = "add", description = "Bans a client or an account. Mail for the account still arrives.")
    int add(
            @Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            description = "How long, such as 30m, 12h or 7d. Default: as <guard> in server.xml says.")
                    @Nullable
                    String time)
            throws Exception {
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of("subject", subject));
        if (time != null) {
            arguments.put("for", time);
        }
        print(spec.commandLine().getOut(), ask("ban-add", arguments).get("ban"));
        return 0;
    }

    @Command(name = "lift", description = "Ends a ban, and forgets the failures before it.")
    int lift(@Parameters(paramLabel = "SUBJECT", description = SUBJECT) String subject) throws Exception {
        if (!Boolean.TRUE.equals(ask("ban-lift", Map.of("subject", subject)).get("lifted"))) {
            throw new CommandFailedException(subject + " is not banned; see: postrider ban list");
        }
        return 0;
    }

    private Map<String, Object> ask(String command, Map<String, Object> arguments) throws Exception {
        var home = postrider.home();
        return new ControlClient(home)
                .ask(command, arguments)
                .orElseThrow(() -> new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start"));
    }

    private static void print(PrintWriter out, @Nullable Object item) {
        if (item instanceof Map<?, ?> ban) {
            out.println(ban.get("subject") + "  until " + ban.get("until") + "  " + ban.get("reason"));
        }
    }
}
