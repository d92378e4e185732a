package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postrider.kernel.control.ControlClient;
import org.postrider.kernel.control.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider stop`
@Command(name = "stop", description = "Stops the server: sessions end at a safe point, then it returns.")
final class StopCommand implements Callable<Integer> {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        stop(postrider.home(), spec.commandLine().getOut());
        return 0;
    }

    static void stop(Path home, PrintWriter out) throws Exception {
        Optional<Map<String, Object>> answer = new ControlClient(home).ask("stop", Map.of());
        if (answer.isEmpty()) {
            out.println("The server at " + home + " is not running.");
            return;
        }
        awaitEnd(((Number) answer.get().getOrDefault("pid", -1L)).longValue());
        out.println("The server has stopped.");
    }

    private static void awaitEnd(long pid) throws CommandFailedException, ControlException, InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return;
        }
        try {
            process.get().onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailedException("the server has not stopped in " + STOP_LIMIT.toSeconds()
                    + " s; its log says what it waits for, process " + pid);
        } catch (ExecutionException e) {
            throw new ControlException("the end of process " + pid + " cannot be awaited", e);
        }
    }
}
