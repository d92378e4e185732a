package org.postrider.dist.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postrider mailbox repair`
@Command(
        name = "repair",
        description = {
            "Mends mailboxes while they are in use: indexes and caches that are lost, damaged or disagree with the files,"
                    + " wrong sizes, lost numbers, what was left unfinished. Says what it mended.",
            "No UID, flag or keyword is lost. Begun again after an interruption, it mends the rest."
        })
final class MailboxRepairCommand extends MailboxTaskCommand {
    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Option(names = "--dry-run", description = "Say what is wrong, and mend nothing; ends with 1 where something is.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        return run("mailbox-repair", accounts.of(home()), dryRun ? Map.of("dryRun", true) : Map.of());
    }

    @Override
    boolean hasFaults(Map<String, Object> result) {
        boolean found = dryRun && result.get("mendings") instanceof List<?> mendings && !mendings.isEmpty();
        return found || super.hasFaults(result);
    }

    @Override
    void print(Map<String, Object> result) {
        out().println(result.get("account") + ": messages " + result.get("messages")
                + (dryRun ? " to mend " : " mended ") + result.get("mended"));
        lines(result.get("mendings"), dryRun ? "  to mend: " : "  mended: ");
        lines(result.get("faults"), "  not mended: ");
    }

    private void lines(@Nullable Object lines, String prefix) {
        if (lines instanceof List<?> all) {
            all.forEach(line -> out().println(prefix + line));
        }
    }
}
