package org.postrider.directory.sql;

import java.time.Duration;
import java.util.Optional;
import org.postrider.api.config.Option;
import org.postrider.api.config.Secret;

/// `<directory type="sql">`
public record SqlConfig(
        @Option(doc = "The database: jdbc:postgresql://HOST:PORT/DATABASE, with ?sslmode=verify-full over a network.")
        String url,

        @Option(doc = "Who logs in to the database.") Optional<String> user,

        @Option(doc = "With which password, such as ${file:UTF-8:/etc/postrider/database}.")
        Optional<Secret> password,

        @Option(doc = "How many connections there are at most.", defaultValue = "10")
        int connections,

        @Option(
                doc =
                        "How long to wait for a connection, and again for an answer. Then mail and log-ins are told to try"
                                + " again later.",
                defaultValue = "5s")
        Duration timeLimit,

        @Option(
                doc = "For users in tables of another server: finds one by :address, or :local and :domain. Of what it"
                        + " selects, these columns are looked at: password (a hash), enabled, quota_octets,"
                        + " quota_messages, quota_mailboxes, forward (addresses with commas between), keep_copy,"
                        + " scram_sha1, scram_sha256, administers, groups. Without it users are in the table postrider_user, which is"
                        + " made, and which postrider user changes.")
        Optional<String> findQuery,

        @Option(
                doc = "With findQuery: selects all users of :domain, their addresses as address, and the same columns."
                        + " Without it nobody is listed.")
        Optional<String> listQuery,

        @Option(
                doc =
                        "With findQuery: keeps a stronger hash of a user's password, :password, for :address where :before is"
                                + " the one before. Without it hashes stay as they are.")
        Optional<String> passwordQuery) {
    public SqlConfig {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("url begins with jdbc:postgresql:");
        }
        if (connections < 1 || connections > 200) {
            throw new IllegalArgumentException("connections is from 1 to 200");
        }
        if (timeLimit.compareTo(Duration.ofMillis(250)) < 0 || timeLimit.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("timeLimit is from 250ms to 1m");
        }
        if (findQuery.isEmpty() && (listQuery.isPresent() || passwordQuery.isPresent())) {
            throw new IllegalArgumentException("listQuery and passwordQuery go with a findQuery");
        }
        findQuery.ifPresent(text -> NamedQuery.of(text, "address", "local", "domain"));
        listQuery.ifPresent(text -> NamedQuery.of(text, "domain"));
        passwordQuery.ifPresent(text -> NamedQuery.of(text, "address", "local", "domain", "password", "before"));
    }
}
