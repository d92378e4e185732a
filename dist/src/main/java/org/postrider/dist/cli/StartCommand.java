package org.postrider.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.postrider.kernel.control.ControlClient;
import org.postrider.kernel.control.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider start`
@Command(name = "start", description = "Starts the server in the background; returns when every listener accepts.")
final class StartCommand implements Callable<Integer> {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final long POLL_MILLIS = 20;

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        start(postrider.home(), spec.commandLine().getOut());
        return 0;
    }

    static void start(Path home, PrintWriter out) throws Exception {
        Optional<Map<String, Object>> already = status(home);
        if (already.isPresent()) {
            out.print("Already running. ");
            StatusCommand.print(out, already.get());
            return;
        }
        Path console = home.resolve("log").resolve("console.log");
        Files.createDirectories(console.getParent());
        if (!Files.isWritable(Files.exists(console) ? console : console.getParent())) {
            throw new AccessDeniedException(console.toString());
        }
        Process server = new ProcessBuilder(command(home))
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        StatusCommand.print(out, awaitRunning(home, server, console));
    }

    private static Map<String, Object> awaitRunning(Path home, Process server, Path console) throws Exception {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<Map<String, Object>> status = status(home);
            if (status.isPresent() && "running".equals(status.get().get("state"))) {
                return status.get();
            }
            if (server.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new CommandFailedException(said(console));
            }
        }
        throw new CommandFailedException("the server did not start in " + START_LIMIT.toSeconds() + " s; see "
                + home.resolve("log").resolve("postrider.log"));
    }

    private static Optional<Map<String, Object>> status(Path home) {
        try {
            return new ControlClient(home).ask("status", Map.of());
        } catch (ControlException e) {
            // It is just starting or just stopping.
            return Optional.empty();
        }
    }

    private static String said(Path console) throws IOException {
        String text = Files.readString(console, Charset.defaultCharset()).strip();
        return text.isEmpty() ? "the server ended at once and said nothing" : text;
    }

    // A session of its own, so that Ctrl-C in this terminal does not end the server.
    private static List<String> command(Path home) throws CommandFailedException {
        String launcher = System.getProperty("postrider.launcher");
        if (launcher == null) {
            throw new CommandFailedException("start works from an unpacked distribution: bin/postrider start");
        }
        List<String> command = new ArrayList<>();
        Path setsid = Path.of("/usr/bin/setsid");
        if (Files.isExecutable(setsid)) {
            command.add(setsid.toString());
        }
        command.addAll(List.of(launcher, "--home", home.toString(), "run", "--background"));
        return command;
    }
}
