package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What `init` makes.
///
/// @param domains whose mail ends here; the first is that of users who log in without one
/// @param user the first account, to whom mail for the postmaster goes too
/// @param password of that account
/// @param portBase as for `--port-base`
record NewServer(
        Path home,
        String hostname,
        List<String> domains,
        Optional<String> user,
        Optional<String> password,
        Optional<Integer> portBase) {
    NewServer {
        domains = List.copyOf(domains);
    }

    /// What the options say of it.
    record Given(
            Optional<Path> home,
            Optional<String> hostname,
            List<String> domains,
            Optional<String> user,
            Optional<String> password,
            Optional<Integer> portBase) {
        Given {
            domains = List.copyOf(domains);
        }

        /// What must be said, and is not.
        List<String> missing() {
            return java.util.stream.Stream.of(
                            home.isEmpty() ? "HOME" : "",
                            hostname.isEmpty() ? "--hostname" : "",
                            domains.isEmpty() ? "--domain" : "")
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
    }
}
