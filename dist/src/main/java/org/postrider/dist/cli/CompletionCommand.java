package org.postrider.dist.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postrider completion`
@Command(
        name = "completion",
        description = {
            "Prints a script that lets the shell complete commands and options.",
            "For this shell: source <(postrider completion bash), or zsh; the distribution has both in share."
        })
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(script(shell));
        return 0;
    }

    static String script(Shell shell) {
        String script = AutoComplete.bash("postrider", PostriderCommand.commandLine());
        return switch (shell) {
            case BASH -> script;
            // As a file of zsh's search path it is run at the first completion; the bash script then registers itself.
            case ZSH ->
                "#compdef postrider\n" + script + "\n_bash_complete -o default -F _complete_postrider 2>/dev/null\n";
        };
    }

    enum Shell {
        BASH,
        ZSH
    }
}
