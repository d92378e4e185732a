package org.postrider.dist.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Asks for passwords, which never stand in a command line.
final class Passwords {
    private Passwords() {}

    /// @param stdin from the first line of standard input instead of a terminal
    static String read(boolean stdin, Kind kind) throws CommandFailedException, IOException {
        if (stdin) {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null) {
                throw new CommandFailedException("standard input is empty: the password is its first line");
            }
            return line;
        }
        Console console = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .orElseThrow(() -> new CommandFailedException(
                        "there is no terminal to ask on; give the password with --password-stdin"));
        String first = ask(console, "Password: ");
        if (kind == Kind.NEW && !first.equals(ask(console, "Again: "))) {
            throw new CommandFailedException("the two passwords differ; nothing was changed");
        }
        return first;
    }

    private static String ask(Console console, String prompt) throws CommandFailedException {
        char[] answer = console.readPassword("%s", prompt);
        if (answer == null) {
            throw new CommandFailedException("no password was given; nothing was changed");
        }
        return new String(answer);
    }

    enum Kind {
        /// Asked for twice.
        NEW,
        KNOWN
    }
}
