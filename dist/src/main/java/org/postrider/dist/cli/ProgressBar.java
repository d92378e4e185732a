package org.postrider.dist.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/// Shows how far something is where somebody sits at a terminal; elsewhere nothing.
final class ProgressBar {
    private static final int WIDTH = 30;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter err;
    private final boolean terminal;

    /// @param err where it is drawn
    ProgressBar(PrintWriter err) {
        this.err = err;
        this.terminal = Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .isPresent();
    }

    /// @param total 0 where it is not known
    void draw(String what, long done, long total, String detail) {
        if (!terminal) {
            return;
        }
        String bar = "";
        if (total > 0) {
            int full = (int) (WIDTH * Math.min(done, total) / total);
            bar = "[" + "#".repeat(full) + " ".repeat(WIDTH - full) + "] ";
        }
        err.print(CLEAR_LINE + what + " " + bar + done + (total > 0 ? "/" + total : "") + " " + detail);
        err.flush();
    }

    void clear() {
        if (terminal) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
