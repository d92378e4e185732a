package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.postrider.dist.cli.UserImport.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider user import`
@Command(
        name = "import",
        description =
                "Makes accounts from a CSV file. Its first line names the columns: address; password, or hash as another server"
                        + " kept it; and where they are wanted enabled, storage, messages, mailboxes, forward (addresses with"
                        + " spaces between) and keepCopy. The whole file is checked before anything is done. Who is there"
                        + " already is passed over, so that it can be given again after it was broken off.")
final class UserImportCommand implements Callable<Integer> {
    private static final int PROBLEMS_MAX = 50;

    @ParentCommand
    private UserCommand user;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE.csv", description = "The accounts, in UTF-8.")
    private Path file;

    @Option(names = "--dry-run", description = "Only checks the file.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        var err = spec.commandLine().getErr();
        UserImport run = new UserImport(new UserDesk(user.home()), file, new ProgressBar(err));
        List<String> problems = run.check();
        if (!problems.isEmpty()) {
            problems.stream().limit(PROBLEMS_MAX).forEach(err::println);
            if (problems.size() > PROBLEMS_MAX) {
                err.println("... and " + (problems.size() - PROBLEMS_MAX) + " more");
            }
            err.println("Nothing was changed.");
            return 1;
        }
        var out = spec.commandLine().getOut();
        if (dryRun) {
            out.println("The file is good.");
            return 0;
        }
        Summary summary = run.run();
        out.println("Added " + summary.added() + " users; " + summary.passedOver() + " were there already.");
        return 0;
    }
}
