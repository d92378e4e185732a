package org.postrider.dist.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A program in a terminal of its own, to which a test types and which it reads, as a person does (tmux).
final class Terminal implements AutoCloseable {
    private final Path folder;
    private final String socket;

    private Terminal(Path folder, String name) {
        this.folder = folder;
        this.socket = folder.resolve(name + ".tmux").toString();
    }

    /// Starts a program.
    ///
    /// @param folder its home, where its configuration is
    static Terminal run(Path folder, String name, String command) {
        Terminal terminal = new Terminal(folder, name);
        terminal.tmux("new-session", "-d", "-x", "110", "-y", "30", command);
        return terminal;
    }

    /// Types the text and Enter.
    void enter(String text) {
        type(text);
        key("Enter");
    }

    void type(String text) {
        tmux("send-keys", "-l", text);
    }

    /// Presses a key by its name, such as `Enter` or `C-u`.
    void key(String name) {
        tmux("send-keys", name);
    }

    String screen() {
        return tmux("capture-pane", "-p");
    }

    /// Waits until the program shows it.
    void awaits(String text) throws Exception {
        try {
            Eventually.isTrue(() -> screen().contains(text));
        } catch (AssertionError e) {
            throw new AssertionError(text + " is not on the screen:\n" + screen(), e);
        }
    }

    /// Waits until the program shows it no more.
    void awaitsGone(String text) throws Exception {
        try {
            Eventually.isTrue(() -> !screen().contains(text));
        } catch (AssertionError e) {
            throw new AssertionError(text + " is still on the screen:\n" + screen(), e);
        }
    }

    private String tmux(String... arguments) {
        List<String> command = new ArrayList<>(List.of("tmux", "-S", socket, "-f", "/dev/null"));
        command.addAll(List.of(arguments));
        Commands.Result result =
                Commands.run(command, "", Map.of("HOME", folder.toString(), "TERM", "xterm", "LC_ALL", "C.UTF-8"));
        if (result.exitCode() != 0) {
            throw new AssertionError(command + ": " + result.output());
        }
        return result.output();
    }

    @Override
    public void close() {
        Commands.run(List.of("tmux", "-S", socket, "kill-server"));
    }
}
