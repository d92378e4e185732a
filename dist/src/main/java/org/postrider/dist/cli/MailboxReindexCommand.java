package org.postrider.dist.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postrider mailbox reindex`
@Command(
        name = "reindex",
        description = {
            "Throws the search indexes of accounts away and makes them anew; searches read the messages meanwhile.",
            "An account that nobody searched in has none. After an interruption the rest is indexed in the background."
        })
final class MailboxReindexCommand extends MailboxTaskCommand {
    @Mixin
    private final AccountChoice accounts = new AccountChoice();

    @Option(
            names = "--caches",
            description = "Also what is kept of each message, such as ENVELOPE and BODYSTRUCTURE, to answer sooner.")
    private boolean caches;

    @Override
    public Integer call() throws Exception {
        return run("mailbox-reindex", accounts.of(home()), caches ? Map.of("caches", true) : Map.of());
    }
}
