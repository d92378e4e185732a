package org.postrider.dist.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.kernel.control.ControlClient;

/// A task that the running server does for an account: shows how far it is where somebody sits at a terminal, and ends
/// with what came of it.
final class MailboxTask {
    private static final int BAR_WIDTH = 30;
    private static final String CLEAR_LINE = "\r\033[K";

    private final Path home;
    private final PrintWriter err;
    private final boolean terminal;

    /// @param err where the bar is drawn
    MailboxTask(Path home, PrintWriter err) {
        this.home = home;
        this.err = err;
        this.terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
    }

    /// @param name of the control command
    /// @return the result's members
    /// @throws CommandFailedException where no server runs
    Map<String, Object> run(String name, String account, Map<String, Object> arguments) throws Exception {
        Map<String, Object> question = new LinkedHashMap<>(arguments);
        question.put("account", account);
        Map<String, Object> result = new LinkedHashMap<>();
        try {
            Optional<Map<String, Object>> end = new ControlClient(home).stream(name, question, item -> {
                if (item.containsKey("done")) {
                    draw(account, item);
                } else {
                    result.putAll(item);
                }
            });
            if (end.isEmpty()) {
                throw new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start");
            }
        } finally {
            if (terminal) {
                err.print(CLEAR_LINE);
                err.flush();
            }
        }
        return result;
    }

    private void draw(String account, Map<String, Object> progress) {
        if (!terminal) {
            return;
        }
        long done = number(progress.get("done"));
        long total = number(progress.get("total"));
        String bar = "";
        if (total > 0) {
            int full = (int) (BAR_WIDTH * Math.min(done, total) / total);
            bar = "[" + "#".repeat(full) + " ".repeat(BAR_WIDTH - full) + "] ";
        }
        err.print(CLEAR_LINE + account + " " + bar + done + (total > 0 ? "/" + total : "") + " "
                + progress.get("mailbox"));
        err.flush();
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
