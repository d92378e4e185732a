package org.postrider.dist;

import java.io.PrintWriter;
import org.postrider.dist.cli.PostriderCommand;
import picocli.CommandLine;

/// `bin/postrider`: the server and its command line.
///
/// Exit codes: 0 done, 1 refused or failed (a sentence on standard error says what to do), 2 wrong usage.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        CommandLine commandLine = PostriderCommand.commandLine().setOut(out).setErr(err);
        int code = commandLine.execute(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }
}
