package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.dist.server.AddressAnswers;
import org.postrider.kernel.boot.ConfigurationException;
import org.postrider.kernel.boot.StoppedHome;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider address`
@Command(name = "address", description = "Where mail would go.")
final class AddressCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "explain",
            description = "Shows step by step where mail for an address ends up, and why, without sending any: aliases,"
                    + " mailbox, route, hosts. The pipeline is taken to rewrite, to store what is local, and to send on"
                    + " the rest, as the default one does.")
    int explain(
            @Parameters(paramLabel = "ADDRESS", description = "For whom.") String address,
            @Option(names = "--from", paramLabel = "SENDER", description = "From whom. Default: nobody.") @Nullable
                    String from,
            @Option(names = "--user", paramLabel = "USER", description = "Who submits it.") @Nullable String user,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("address", address);
        if (from != null) {
            question.put("from", from);
        }
        if (user != null) {
            question.put("user", user);
        }
        Map<String, Object> answer = answer(question);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(answer));
        } else {
            print(out, answer);
        }
        return 0;
    }

    private Map<String, Object> answer(Map<String, Object> question) throws Exception {
        Path home = postrider.home();
        Optional<Map<String, Object>> running = new ControlClient(home).ask("address-explain", question);
        if (running.isPresent()) {
            return running.get();
        }
        try (StoppedHome stopped = StoppedHome.open(home)) {
            return AddressAnswers.explain(stopped.addresses(), question);
        } catch (ConfigurationException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            throw new CommandFailedException("the configuration must be mended first");
        }
    }

    private static void print(PrintWriter out, Map<String, Object> answer) {
        out.println(answer.get("address"));
        for (Map<?, ?> step : maps(answer.get("steps"))) {
            out.println("  " + step.get("address") + " -> " + joined(step.get("to")) + "   (" + step.get("rule") + ")");
        }
        if (answer.get("refusal") != null) {
            out.println("  is refused: " + answer.get("refusal"));
        }
        maps(answer.get("ends")).forEach(end -> printEnd(out, end));
    }

    private static void printEnd(PrintWriter out, Map<?, ?> end) {
        if (end.get("mailbox") != null) {
            String why = end.get("why") == null ? "" : "   (" + end.get("why") + ")";
            out.println("  " + end.get("address") + " is stored here, in " + end.get("mailbox") + why);
        } else if (end.get("nowhere") != null) {
            out.println("  " + end.get("address") + " reaches nobody: " + end.get("nowhere"));
        } else {
            String route = String.valueOf(end.get("route"));
            out.println("  " + end.get("address") + " leaves by "
                    + (route.isEmpty() ? "the MX hosts of its domain" : "the route " + route) + ": "
                    + end.get("transport") + ", TLS " + end.get("tls")
                    + (Boolean.TRUE.equals(end.get("logsIn")) ? ", with a log-in" : ""));
            maps(end.get("hosts"))
                    .forEach(hop -> out.println("    " + hop.get("host") + " " + hop.get("address")
                            + (hop.get("from") == null ? "" : " from " + hop.get("from"))));
            if (end.get("problem") != null) {
                out.println("    there is no host: " + end.get("problem"));
            }
            if (end.get("afterFailures") != null) {
                out.println("    when that fails again and again: by the route " + end.get("afterFailures"));
            }
        }
    }

    private static String joined(@Nullable Object texts) {
        return texts instanceof List<?> list
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : "";
    }

    private static List<Map<?, ?>> maps(@Nullable Object list) {
        return list instanceof List<?> all
                ? all.stream()
                        .filter(Map.class::isInstance)
                        .<Map<?, ?>>map(each -> (Map<?, ?>) each)
                        .toList()
                : List.of();
    }
}
