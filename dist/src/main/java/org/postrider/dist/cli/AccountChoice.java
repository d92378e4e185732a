package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
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
        UserDesk desk = new UserDesk(home);
        List<String> chosen = new ArrayList<>();
        for (Domain domain : desk.domains()) {
            if (mayHold(domain)) {
                desk.each(domain, user -> {
                    MailAddress address = MailAddress.parse(String.valueOf(user.get("address")));
                    if (chosen().test(address)) {
                        chosen.add(address.toString());
                    }
                });
            }
        }
        chosen.sort(Comparator.naturalOrder());
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

    // No directory is asked for a domain that is not meant.
    private boolean mayHold(Domain domain) {
        if (of.accounts != null) {
            String end = "@" + domain;
            return of.accounts.stream()
                    .anyMatch(account ->
                            account.regionMatches(true, account.length() - end.length(), end, 0, end.length()));
        }
        return of.domain == null || domain.toString().equalsIgnoreCase(of.domain);
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
