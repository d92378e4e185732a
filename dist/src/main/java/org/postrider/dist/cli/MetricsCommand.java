package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider metrics`
@Command(name = "metrics", description = "Shows what the server and its plugins count, in Prometheus' text format.")
final class MetricsCommand implements Callable<Integer> {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path home = postrider.home();
        Map<String, Object> answer = new ControlClient(home)
                .ask("metrics", Map.of())
                .orElseThrow(() -> new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start"));
        spec.commandLine().getOut().print(answer.get("text"));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
