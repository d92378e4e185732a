package org.postrider.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.dist.rules.JUnitReport;
import org.postrider.dist.rules.PipelineTests;
import org.postrider.dist.rules.PipelineTests.Result;
import org.postrider.dist.server.PipelineAnswers;
import org.postrider.kernel.boot.ConfigurationException;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.boot.StoppedHome;
import org.postrider.kernel.config.Problems;
import org.postrider.kernel.control.ControlClient;
import org.postrider.kernel.pipeline.graph.Drawing;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider pipeline`
@Command(name = "pipeline", description = "The processors, matchers and mailets of HOME/conf/pipeline.xml.")
final class PipelineCommand {
    private static final String TRACE = "trace";
    private static final String REHEARSE = "pipeline-rehearse";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "show",
            description =
                    "Draws the processors and where they lead: -> by a mailet, x where it fails, a black square where"
                            + " the way ends.")
    int show(
            @Option(
                            names = "--format",
                            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
                            defaultValue = "text")
                    Drawing format)
            throws Exception {
        try {
            spec.commandLine().getOut().print(format.of(PostriderServer.pipelineGraph(postrider.home())));
            spec.commandLine().getOut().flush();
            return 0;
        } catch (ConfigurationException e) {
            throw mended(e);
        }
    }

    @Command(
            name = TRACE,
            description =
                    "Sends a message through the pipeline without any effect, and shows each step: who matched, what"
                            + " changed, where each recipient ends. A running server uses the pipeline that it runs; else the"
                            + " configuration counts.")
    int trace(
            @Parameters(paramLabel = "FILE", arity = "0..1", description = "The message (RFC 5322).") @Nullable
                    Path file,
            @ArgGroup(exclusive = false) @Nullable MailOptions given,
            @Option(
                            names = "--message",
                            paramLabel = "ID",
                            description = "Instead of FILE and its envelope: a mail that was accepted, with its own, as"
                                    + " long as the server has its content (see message trace).")
                    @Nullable
                    String id,
            @Option(names = "--all", description = "Also the mailets that the mail passes by.") boolean all,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        MailOptions mail = given == null ? new MailOptions() : given;
        Map<String, Object> question = mail.question();
        if (id != null) {
            if (file != null || mail.isDescribed()) {
                throw new ParameterException(
                        spec.subcommands().get(TRACE),
                        "A --message has its own envelope: say nothing else of it but --processor");
            }
            question.put("message", id);
        } else {
            question.put("file", readable(file, mail).toAbsolutePath().toString());
        }
        try (Asked asked = asked()) {
            Map<String, Object> answer = asked.rehearse().ask(question);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(Json.text(answer));
            } else {
                if (answer.get("content") != null) {
                    out.println("The content is from " + answer.get("content") + ", as it is there now.");
                }
                TracePrinter.print(out, answer, all);
            }
        }
        return 0;
    }

    private Path readable(@Nullable Path file, MailOptions mail) throws CommandFailedException {
        if (file == null || !mail.hasRecipient()) {
            throw new ParameterException(
                    spec.subcommands().get(TRACE), "Say which message: FILE and --to RECIPIENT, or --message ID");
        }
        if (!Files.exists(file)) {
            throw new CommandFailedException("the message " + file + " cannot be read: there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException("the message " + file + " cannot be read: it is no file");
        }
        if (!Files.isReadable(file)) {
            throw new CommandFailedException(
                    "the message " + file + " cannot be read: this user may not; see its permissions");
        }
        return file;
    }

    @Command(
            name = "test",
            description =
                    "Runs the cases in a folder: XML files that say what must become of a mail. Exit code 1 where one"
                            + " ends otherwise.")
    int test(
            @Parameters(paramLabel = "DIR", description = "The folder with the cases.") Path folder,
            @Option(names = "--report", paramLabel = "FILE", description = "Write a report in JUnit's form.") @Nullable
                    Path report)
            throws Exception {
        if (!Files.isDirectory(folder)) {
            throw new CommandFailedException(folder + " is no folder");
        }
        Problems problems = new Problems();
        List<Result> results;
        try (Asked asked = asked()) {
            results = PipelineTests.run(folder, asked.rehearse(), problems);
        }
        if (!problems.isEmpty()) {
            problems.list().forEach(spec.commandLine().getErr()::println);
            throw new CommandFailedException("the cases must be mended first");
        }
        if (results.isEmpty()) {
            throw new CommandFailedException(folder + " has no case: no file that ends with .xml");
        }
        if (report != null) {
            write(report, results);
        }
        return summary(results);
    }

    private static void write(Path report, List<Result> results) throws CommandFailedException {
        try {
            JUnitReport.write(report, results);
        } catch (IOException e) {
            throw new CommandFailedException("the report " + report + " cannot be written: " + e.getMessage());
        }
    }

    private int summary(List<Result> results) {
        PrintWriter out = spec.commandLine().getOut();
        int failed = 0;
        for (Result result : results) {
            boolean good = result.faults().isEmpty();
            out.println((good ? "ok      " : "FAILED  ") + result.file() + "  " + result.name());
            result.faults().forEach(fault -> out.println("        " + fault));
            failed += good ? 0 : 1;
        }
        out.println(results.size() + " cases, " + failed + " failed");
        return failed == 0 ? 0 : 1;
    }

    private Asked asked() throws Exception {
        Path home = postrider.home();
        ControlClient client = new ControlClient(home);
        if (client.ask("status", Map.of()).isPresent()) {
            return new Asked(
                    question -> client.ask(REHEARSE, question)
                            .orElseThrow(() -> new CommandFailedException("the server has stopped meanwhile")),
                    () -> {});
        }
        try {
            StoppedHome stopped = StoppedHome.open(home);
            return new Asked(
                    question -> {
                        if (question.containsKey("message")) {
                            throw new CommandFailedException("only a running server finds the content of a mail");
                        }
                        return PipelineAnswers.rehearse(stopped.rehearsal(), question);
                    },
                    stopped::close);
        } catch (ConfigurationException e) {
            throw mended(e);
        }
    }

    private CommandFailedException mended(ConfigurationException e) {
        e.problems().forEach(spec.commandLine().getErr()::println);
        return new CommandFailedException("the configuration must be mended first");
    }

    private record Asked(PipelineTests.Rehearse rehearse, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /// The mail around the message.
    static final class MailOptions {
        @Option(names = "--from", paramLabel = "SENDER", description = "The reverse-path. Default: the null one.")
        private String from = "";

        @Option(names = "--to", paramLabel = "RECIPIENT", description = "A recipient; repeat it for more.")
        private List<String> to = List.of();

        @Option(names = "--auth", paramLabel = "USER", description = "As whom the client has logged in.")
        private String auth = "";

        @Option(names = "--peer", paramLabel = "ADDRESS", description = "The client's address. Default: 127.0.0.1.")
        private String peer = "";

        @Option(names = "--helo", paramLabel = "NAME", description = "What the client said in EHLO.")
        private String helo = "";

        @Option(names = "--tls", description = "The connection is encrypted.")
        private boolean tls;

        @Option(names = "--trusted", description = "The client's network is one that may relay.")
        private boolean trusted;

        @Option(names = "--processor", paramLabel = "NAME", description = "Where the mail begins. Default: root.")
        private String processor = "";

        boolean hasRecipient() {
            return !to.isEmpty();
        }

        boolean isDescribed() {
            return hasRecipient() || tls || trusted || !(from + auth + peer + helo).isEmpty();
        }

        Map<String, Object> question() {
            Map<String, Object> question = new LinkedHashMap<>();
            question.put("from", from);
            question.put("to", to);
            question.put("auth", auth);
            question.put("peer", peer);
            question.put("helo", helo);
            question.put("tls", tls);
            question.put("trusted", trusted);
            question.put("processor", processor);
            return question;
        }
    }
}
