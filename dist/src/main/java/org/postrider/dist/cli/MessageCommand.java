package org.postrider.dist.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.dist.server.MessageAnswers;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider message`
@Command(name = "message", description = "What happened to mails.")
final class MessageCommand {
    private static final String TRACE = "trace";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(
            name = TRACE,
            description =
                    "Tells what happened to a mail, from its acceptance to each recipient's end. Exit code 1 where"
                            + " nothing is found.")
    int trace(
            @Parameters(
                            paramLabel = "ID",
                            arity = "0..1",
                            description = "The mail's id, as in the log, the queue and its Received header.")
                    @Nullable
                    String id,
            @Option(
                            names = "--from",
                            paramLabel = "ADDRESS",
                            description = "Mails from that sender, from @DOMAIN, or with the null sender: <>.")
                    @Nullable
                    String from,
            @Option(
                            names = "--to",
                            paramLabel = "ADDRESS",
                            description = "Mails to that recipient or @DOMAIN, also those that were sent on to it.")
                    @Nullable
                    String to,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            converter = QueueFilter.Seconds.class,
                            description = "Of that time at most, as in 90m, 12h, 2d.")
                    @Nullable
                    Long since,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "The newest of them. Default: ${DEFAULT-VALUE}.")
                    int limit,
            @Option(names = "--way", description = "Also the steps of the pipeline.") boolean way,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        if ((id == null) == (from == null && to == null)) {
            throw new ParameterException(
                    spec.subcommands().get(TRACE), "Say which mail: its ID, or --from ADDRESS, --to ADDRESS or both.");
        }
        Map<String, Object> question = new LinkedHashMap<>();
        put(question, "id", id);
        put(question, "from", from == null ? null : from.replaceAll("[<>]", ""));
        put(question, "to", to == null ? null : to.replaceAll("[<>]", ""));
        put(
                question,
                "since",
                since == null
                        ? null
                        : Instant.now().minus(Duration.ofSeconds(since)).toString());
        question.put("limit", limit);
        return print(answers(postrider.home(), question), way, json);
    }

    private static void put(Map<String, Object> question, String name, @Nullable String value) {
        if (value != null) {
            question.put(name, value);
        }
    }

    // The mails, and at the end a word about the whole.
    private static List<Map<String, Object>> answers(Path home, Map<String, Object> question) throws Exception {
        List<Map<String, Object>> items = new ArrayList<>();
        Optional<Map<String, Object>> told = new ControlClient(home).stream("message-trace", question, items::add);
        if (told.isEmpty()) {
            MessageAnswers.trace(
                    asked -> PostriderServer.history(home, asked), _ -> Optional.empty(), question, items::add);
        }
        return items;
    }

    private int print(List<Map<String, Object>> items, boolean way, boolean json) {
        List<Map<String, Object>> mails = items.subList(0, items.size() - 1);
        Map<String, Object> whole = items.getLast();
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>(whole);
            all.put("mails", mails);
            spec.commandLine().getOut().println(Json.text(all));
        } else {
            MessagePrinter printer = new MessagePrinter(spec.commandLine().getOut(), way);
            mails.forEach(printer::mail);
            printer.whole(whole);
        }
        return mails.isEmpty() ? 1 : 0;
    }
}
