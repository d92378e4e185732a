package org.postrider.dist.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.postrider.dist.quickstart.QuickstartCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `postrider`: all commands stand below it, and all act on one home.
@Command(
        name = "postrider",
        description = "A mail server: SMTP, LMTP, IMAP, and a pipeline of mailets between them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            InitCommand.class,
            StartCommand.class,
            StopCommand.class,
            RestartCommand.class,
            StatusCommand.class,
            RunCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            PipelineCommand.class,
            DomainCommand.class,
            UserCommand.class,
            MailboxCommand.class,
            AliasCommand.class,
            AddressCommand.class,
            QueueCommand.class,
            MessageCommand.class,
            RepositoryCommand.class,
            BanCommand.class,
            MetricsCommand.class,
            PluginCommand.class,
            CompletionCommand.class,
            JavaCacheCommand.class,
            QuickstartCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused or failed; a sentence says what to do", "2:wrong usage"})
public final class PostriderCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "HOME",
            description = "The server's folder, made by `init`. Default: the environment variable POSTRIDER_HOME.",
            scope = CommandLine.ScopeType.LOCAL)
    private @Nullable Path home;

    /// A command line that reports every failure as one sentence.
    public static CommandLine commandLine() {
        return new CommandLine(new PostriderCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new Failures());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: one of the commands below.");
    }

    /// The home that was named.
    ///
    /// @throws ParameterException where none was
    /// @throws CommandFailedException where it is none
    Path home() throws CommandFailedException {
        Path named = home;
        String environment = System.getenv("POSTRIDER_HOME");
        if (named == null && environment != null && !environment.isBlank()) {
            named = Path.of(environment);
        }
        if (named == null) {
            throw new ParameterException(
                    spec.commandLine(), "Say which server: postrider --home HOME, or set POSTRIDER_HOME.");
        }
        if (!Files.exists(named)) {
            throw new CommandFailedException(named + " does not exist; make it with: postrider init " + named
                    + " --hostname mx.example.org --domain example.org");
        }
        if (!Files.isReadable(named) || !Files.isExecutable(named)) {
            throw new CommandFailedException(
                    named + " cannot be read; run this as its owner, or give this user the right to");
        }
        if (!Files.isDirectory(named.resolve("conf"))) {
            throw new CommandFailedException(named + " is no home of a server: it has no folder conf; make one with:"
                    + " postrider init " + named + " --hostname mx.example.org --domain example.org");
        }
        return named.toAbsolutePath().normalize();
    }
}
