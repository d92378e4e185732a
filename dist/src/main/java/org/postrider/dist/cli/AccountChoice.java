package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.directory.DirectoryFiles;
import org.postrider.kernel.directory.UsersConfig.UserEntry;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Which accounts a command is for: some by name, those of a domain, or all.
final class AccountChoice {
    @ArgGroup(multiplicity = "1")
    private Of of = new Of();

    /// The addresses, sorted.
    ///
    /// @throws CommandFailedException where one does not exist, or there are none
    List<String> of(Path home) throws Exception {
        List<UserEntry> users = new DirectoryFiles(home.resolve("conf")).users();
        List<String> chosen = users.stream()
                .map(UserEntry::address)
                .filter(chosen())
                .map(MailAddress::toString)
                .toList();
        if (of.accounts != null) {
            for (String account : of.accounts) {
                if (chosen.stream().noneMatch(account::equalsIgnoreCase)) {
                    throw new CommandFailedException("there is no user " + account + "; see: postrider user list");
                }
            }
        }
        if (chosen.isEmpty()) {
            throw new CommandFailedException("there are no such users; see: postrider user list");
        }
        return chosen;
    }

    private Predicate<MailAddress> chosen() {
        if (of.accounts != null) {
            List<String> accounts = of.accounts;
            return address -> accounts.stream().anyMatch(address.toString()::equalsIgnoreCase);
        }
        Optional<String> domain = Optional.ofNullable(of.domain);
        return address -> of.all
                || domain.filter(address.domain().name()::equalsIgnoreCase).isPresent();
    }

    /// One of these.
    static final class Of {
        @Option(
                names = "--account",
                paramLabel = "NAME@DOMAIN",
                description = "This account; may be given several times.")
        private @Nullable List<String> accounts;

        @Option(names = "--domain", paramLabel = "DOMAIN", description = "All accounts of this domain.")
        private @Nullable String domain;

        @Option(names = "--all", description = "All accounts.")
        private boolean all;
    }
}
