package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider status`
@Command(name = "status", description = "Says whether the server runs, and where it listens. Exit code 1 where not.")
final class StatusCommand implements Callable<Integer> {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As a JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Path home = postrider.home();
        Optional<Map<String, Object>> status = new ControlClient(home).ask("status", Map.of());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(status.orElse(Map.of("state", "stopped"))));
        } else if (status.isEmpty()) {
            out.println(
                    "The server at " + home + " is not running; start it with: postrider --home " + home + " start");
        } else {
            print(out, status.get());
        }
        return status.isPresent() ? 0 : 1;
    }

    static void print(java.io.PrintWriter out, Map<String, Object> status) {
        out.println("The server is " + status.get("state") + ", process " + status.get("pid") + ".");
        if (status.get("listeners") instanceof List<?> listeners) {
            for (Object listener : listeners) {
                if (listener instanceof Map<?, ?> members) {
                    out.printf("  %-12s %s%n", members.get("name"), members.get("address"));
                }
            }
        }
    }
}
