package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.kernel.control.ControlClient;

/// A task that the running server does for an account: shows how far it is where somebody sits at a terminal, and
/// ends
/// with what came of it.
final class MailboxTask {
    private final Path home;
    private final ProgressBar bar;

    /// @param err where the bar is drawn
    MailboxTask(Path home, PrintWriter err) {
        this.home = home;
        this.bar = new ProgressBar(err);
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
            bar.clear();
        }
        return result;
    }

    private void draw(String account, Map<String, Object> progress) {
        bar.draw(
                account,
                number(progress.get("done")),
                number(progress.get("total")),
                String.valueOf(progress.get("mailbox")));
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
