package org.postrider.dist.cli;

import java.io.Console;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks a person.
interface Asking {
    /// @return null at the end of input
    @Nullable
    String line(String question);

    /// What is typed is not shown.
    ///
    /// @return null at the end of input
    @Nullable
    String secret(String question);

    /// The terminal; empty where there is none.
    static Optional<Asking> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).map(OnConsole::new);
    }

    /// A terminal.
    record OnConsole(Console console) implements Asking {
        @Override
        public @Nullable String line(String question) {
            return console.readLine("%s", question);
        }

        @Override
        public @Nullable String secret(String question) {
            char[] answer = console.readPassword("%s", question);
            return answer == null ? null : new String(answer);
        }
    }
}
