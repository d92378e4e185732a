package org.postrider.dist.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/// Writes what the distribution has in `share`: scripts for shells, and pages for `man`. The build calls it.
public final class SharedFiles {
    private SharedFiles() {}

    /// @param arguments the folder, and the version
    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]), arguments[1]);
    }

    static void write(Path share, String version) throws IOException {
        Path bash = Files.createDirectories(share.resolve("bash-completion/completions"));
        Files.writeString(bash.resolve("postrider"), CompletionCommand.script(CompletionCommand.Shell.BASH));
        Path zsh = Files.createDirectories(share.resolve("zsh/site-functions"));
        Files.writeString(zsh.resolve("_postrider"), CompletionCommand.script(CompletionCommand.Shell.ZSH));
        Path man = Files.createDirectories(share.resolve("man/man1"));
        CommandLine postrider = PostriderCommand.commandLine();
        page(man, postrider, version);
        for (CommandLine command : ManPage.shown(postrider)) {
            page(man, command, version);
        }
    }

    private static void page(Path man, CommandLine command, String version) throws IOException {
        Files.writeString(
                man.resolve(command.getCommandSpec().qualifiedName("-") + ".1"), ManPage.of(command, version));
    }
}
