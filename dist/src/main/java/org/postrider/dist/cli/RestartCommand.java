package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider restart`
@Command(name = "restart", description = "Checks the configuration, stops the server, starts it again.")
final class RestartCommand implements Callable<Integer> {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path home = postrider.home();
        // A server that works is not stopped for a configuration that does not.
        if (ConfigCommand.check(home, spec.commandLine().getErr()) != 0) {
            return 1;
        }
        StopCommand.stop(home, spec.commandLine().getOut());
        StartCommand.start(home, spec.commandLine().getOut());
        return 0;
    }
}
