package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider repository`
@Command(name = "repository", description = "Mail that the mailet ToRepository has put aside.")
final class RepositoryCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "Shows the repositories, or the mails of one.")
    int list(
            @Parameters(arity = "0..1", paramLabel = "NAME", description = "The repository.") @Nullable String name,
            @Option(names = "--json", description = "As JSON.") boolean json)
            throws Exception {
        Map<String, Object> answer = ask("repository-list", name == null ? Map.of() : Map.of("repository", name));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(answer));
        } else if (answer.get("mails") instanceof List<?> mails) {
            mails.forEach(mail -> print(out, mail));
            out.println(mails.size() + " of " + answer.get("count") + " mails");
        } else if (answer.get("repositories") instanceof Map<?, ?> counts && !counts.isEmpty()) {
            counts.forEach((repository, count) -> out.println(repository + "  " + count + " mails"));
        } else {
            out.println("No mail is put aside.");
        }
        return 0;
    }

    @Command(name = "show", description = "Shows a mail: its envelope, its header, or with --body all of it.")
    int show(
            @Parameters(paramLabel = "NAME", description = "The repository.") String name,
            @Parameters(paramLabel = "KEY", description = "The mail, as list shows it.") String key,
            @Option(names = "--body", description = "With the body, up to 1 MiB.") boolean body)
            throws Exception {
        Map<String, Object> mail = ask("repository-show", Map.of("repository", name, "key", key, "body", body));
        PrintWriter out = spec.commandLine().getOut();
        print(out, mail);
        out.println();
        out.println(mail.get("text"));
        return 0;
    }

    @Command(
            name = "reprocess",
            description = "Sends a mail, or all of a repository, through the pipeline again; it leaves the repository.")
    int reprocess(
            @Parameters(paramLabel = "NAME", description = "The repository.") String name,
            @Parameters(arity = "0..1", paramLabel = "KEY", description = "The mail; without it all of them.") @Nullable
                    String key,
            @Option(
                            names = "--processor",
                            description = "Where it begins. Default: ${DEFAULT-VALUE}.",
                            defaultValue = "root")
                    String processor)
            throws Exception {
        Map<String, Object> arguments = arguments(name, key);
        arguments.put("processor", processor);
        Object count = ask("repository-reprocess", arguments).getOrDefault("mails", 0);
        spec.commandLine().getOut().println("On their way again: " + count);
        return 0;
    }

    @Command(name = "delete", description = "Deletes a mail, or with --all those of a repository.")
    int delete(
            @Parameters(paramLabel = "NAME", description = "The repository.") String name,
            @Parameters(arity = "0..1", paramLabel = "KEY", description = "The mail.") @Nullable String key,
            @Option(names = "--all", description = "All of them.") boolean all)
            throws Exception {
        if ((key == null) != all) {
            throw new CommandFailedException("say which mail, or --all of them");
        }
        Object count = ask("repository-delete", arguments(name, key)).getOrDefault("mails", 0);
        spec.commandLine().getOut().println("Deleted: " + count);
        return 0;
    }

    private static Map<String, Object> arguments(String name, @Nullable String key) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("repository", name);
        Optional.ofNullable(key).ifPresent(given -> arguments.put("key", given));
        return arguments;
    }

    private Map<String, Object> ask(String command, Map<String, Object> arguments) throws Exception {
        var home = postrider.home();
        return new ControlClient(home)
                .ask(command, arguments)
                .orElseThrow(() -> new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start"));
    }

    private static void print(PrintWriter out, Object item) {
        if (item instanceof Map<?, ?> mail) {
            out.println(mail.get("key") + "  " + mail.get("size") + " octets  since " + mail.get("received"));
            out.println("    from " + mail.get("from") + " to " + mail.get("to"));
            if (mail.get("error") instanceof String error && !error.isEmpty()) {
                out.println("    " + error);
            }
        }
    }
}
