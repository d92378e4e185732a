package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.postrider.dist.log.LogSetup;
import org.postrider.dist.server.ServerProcess;
import org.postrider.kernel.boot.ConfigurationException;
import org.postrider.kernel.boot.HomeSettings;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.event.LogConfig;
import org.postrider.kernel.memory.OutOfMemory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider run`
@Command(
        name = "run",
        description = "Runs the server in the foreground, as a service manager wants it; ends on SIGTERM.")
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Option(names = "--background", hidden = true, description = "Log to the file only; `start` says it.")
    private boolean background;

    @Override
    public Integer call() throws Exception {
        Path home = postrider.home();
        PrintWriter err = spec.commandLine().getErr();
        LogSetup.toFile(home.resolve("log"), !background, HomeSettings.logFormat(home) == LogConfig.Format.JSON);
        Thread.setDefaultUncaughtExceptionHandler(RunCommand::ended);
        try {
            ServerProcess process = ServerProcess.start(PostriderServer.boot(home), home);
            process.awaitStop();
            return 0;
        } catch (ConfigurationException e) {
            e.problems().forEach(err::println);
            err.println("The server does not start with this configuration.");
            return 1;
        }
    }

    private static void ended(Thread thread, Throwable cause) {
        LOG.error("The thread {} ended by a fault", thread.getName(), cause);
        OutOfMemory.check(cause);
    }
}
