package org.postrider.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider stop`
@Command(name = "stop", description = "Stops the server: sessions end at a safe point, then it returns.")
final class StopCommand implements Callable<Integer> {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 20;

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

    private static void awaitEnd(long pid) throws CommandFailedException, InterruptedException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return;
        }
        // Asked often: for a process that is no child, onExit() looks only every two seconds.
        long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
        while (process.get().isAlive() && !isZombie(pid)) {
            if (System.nanoTime() > deadline) {
                throw new CommandFailedException("the server has not stopped in " + STOP_LIMIT.toSeconds()
                        + " s; its log says what it waits for, process " + pid);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
    }

    // In a container nobody may ever ask for the exit code of a process whose parent has gone: it has ended all the
    // same. proc(5): the state stands behind the name, which is in parentheses.
    private static boolean isZombie(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return false; // No such system, or it is gone by now.
        }
    }
}
