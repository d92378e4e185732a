package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.config.Problems.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider config`
@Command(name = "config", description = "The configuration in HOME/conf.")
final class ConfigCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "check", description = "Shows everything that is wrong with it, each with file:line:column.")
    int check() throws Exception {
        int code = check(postrider.home(), spec.commandLine().getErr());
        if (code == 0) {
            spec.commandLine().getOut().println("The configuration is good.");
        }
        return code;
    }

    static int check(Path home, PrintWriter err) {
        List<Problem> problems = PostriderServer.configCheck(home);
        problems.forEach(err::println);
        return problems.isEmpty() ? 0 : 1;
    }
}
