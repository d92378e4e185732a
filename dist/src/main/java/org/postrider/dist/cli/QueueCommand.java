package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
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
    int list(
            @Mixin QueueFilter filter,
            @Option(names = "--limit", paramLabel = "N", description = "No more than that, the oldest first.")
                    Long limit,
            @Option(names = "--json", description = "As a JSON array.") boolean json)
            throws Exception {
        Map<String, Object> arguments = filter.arguments(List.of());
        if (limit != null) {
            arguments.put("limit", limit);
        }
        QueuePrinter printer = new QueuePrinter(out());
        QueuePrinter.Items items = json ? printer.jsonArray() : printer.mails();
        running(client().stream("queue-list", arguments, items::add));
        items.end();
        return 0;
    }

    @Command(
            name = "show",
            description = "Shows all about one mail: envelope, parameters, attempts, replies, next try, why it waits.")
    int show(
            @Parameters(paramLabel = "ID", description = "As the list shows it, or as it was accepted.") String id,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        Map<String, Object> detail = ask("queue-show", Map.of("id", id));
        if (json) {
            out().println(Json.text(detail));
        } else {
            new QueuePrinter(out()).detail(detail);
        }
        return 0;
    }

    @Command(name = "why", description = "Says in a sentence why a mail, or the mail for a destination, waits.")
    int why(
            @Parameters(paramLabel = "ID", arity = "0..1", description = "As the list shows it, or as it was accepted.")
                    String id,
            @Option(names = "--destination", paramLabel = "NAME", description = "A domain or smart host.")
                    String destination,
            @Option(names = "--json", description = "As a JSON array.") boolean json)
            throws Exception {
        if ((id == null) == (destination == null)) {
            throw new ParameterException(spec.commandLine(), "Give the id of a mail, or --destination");
        }
        Map<String, Object> about = id == null ? Map.of("destination", destination) : Map.of("id", id);
        Object reasons = ask("queue-why", about).getOrDefault("reasons", List.of());
        if (json) {
            out().println(Json.text(reasons));
        } else if (reasons instanceof List<?> all) {
            all.forEach(reason -> out().println(reason instanceof Map<?, ?> members ? members.get("why") : reason));
        }
        return 0;
    }

    @Command(name = "flush", description = "Tries everything that waits at once, or what is chosen.")
    int flush(
            @Option(names = "--id", paramLabel = "ID", description = "That mail; may be given several times.")
                    List<String> ids,
            @Mixin QueueFilter filter,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        Map<String, Object> answer = ask("queue-flush", filter.arguments(ids == null ? List.of() : ids));
        if (json) {
            out().println(Json.text(answer));
        } else {
            out().println("Tried again now: " + answer.getOrDefault("mails", 0));
        }
        return 0;
    }

    @Command(name = "hold", description = "Keeps mail back until it is released.")
    int hold(@Mixin QueueChoice choice) throws Exception {
        return change("queue-hold", "Held", choice);
    }

    @Command(name = "release", description = "Lets go what was held, by hold or by its sender (FUTURERELEASE).")
    int release(@Mixin QueueChoice choice) throws Exception {
        return change("queue-release", "Released", choice);
    }

    @Command(name = "requeue", description = "Sends mail through the pipeline again, from its beginning.")
    int requeue(@Mixin QueueChoice choice) throws Exception {
        return change("queue-requeue", "Sent through the pipeline again", choice);
    }

    @Command(name = "delete", description = "Deletes mail. Its sender is not told.")
    int delete(@Mixin QueueChoice choice) throws Exception {
        return change("queue-delete", "Deleted", choice);
    }

    @Command(name = "histogram", description = "Counts waiting mail by destination and age.")
    int histogram(
            @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "So many destinations.")
                    int limit,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        Map<String, Object> histogram = ask("queue-histogram", Map.of("limit", limit));
        if (json) {
            out().println(Json.text(histogram));
        } else {
            new QueuePrinter(out()).histogram(histogram);
        }
        return 0;
    }

    private int change(String command, String done, QueueChoice choice) throws Exception {
        if (choice.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Say which mail: ids, or options that choose some, or --all");
        }
        Map<String, Object> answer = ask(command, choice.arguments());
        Object count = answer.getOrDefault("mails", 0);
        boolean busy = !answer.getOrDefault("busy", 0).equals(0);
        if (choice.json()) {
            out().println(Json.text(answer));
        } else {
            out().println(done + ": " + count
                    + (busy ? "; under way at this moment, and left alone: " + answer.get("busy") : ""));
        }
        boolean nothingOfWhatWasNamed = count.equals(0) && choice.namesMails();
        if (nothingOfWhatWasNamed && !choice.json()) {
            throw new CommandFailedException(
                    busy
                            ? "It is being delivered at this moment; ask again"
                            : "No such mail waits, or it is so already");
        }
        return nothingOfWhatWasNamed ? 1 : 0;
    }

    private Map<String, Object> ask(String command, Map<String, Object> arguments) throws Exception {
        return running(client().ask(command, arguments));
    }

    private ControlClient client() throws CommandFailedException {
        return new ControlClient(postrider.home());
    }

    private Map<String, Object> running(Optional<Map<String, Object>> answer) throws CommandFailedException {
        if (answer.isEmpty()) {
            throw new CommandFailedException(
                    "the server is not running; start it with: postrider --home " + postrider.home() + " start");
        }
        return answer.get();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// Mails to be changed.
    static final class QueueChoice {
        @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids, as the list shows them.")
        private List<String> ids = new ArrayList<>();

        @Mixin
        private QueueFilter filter = new QueueFilter();

        @Option(names = "--all", description = "All that wait.")
        private boolean all;

        @Option(names = "--json", description = "As a JSON object.")
        private boolean json;

        boolean isEmpty() {
            return ids.isEmpty() && filter.isEmpty() && !all;
        }

        boolean namesMails() {
            return !ids.isEmpty();
        }

        boolean json() {
            return json;
        }

        Map<String, Object> arguments() {
            return filter.arguments(ids);
        }
    }
}
