package org.postrider.dist.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A server that is measured. It has the users `user0@example.test` to `user19@example.test`, and a Maildir for each.
interface Target extends AutoCloseable {
    int USERS = 20;

    String name();

    int smtpPort();

    /// The process whose tree is measured.
    long pid();

    Path maildir(int user);

    @Override
    void close();

    /// Messages that stand in the mailboxes.
    default long delivered() throws IOException {
        long count = 0;
        for (int user = 0; user < USERS; user++) {
            for (Path folder : folders(user)) {
                try (Stream<Path> files = Files.list(folder)) {
                    count += files.count();
                }
            }
        }
        return count;
    }

    private List<Path> folders(int user) {
        return Stream.of("new", "cur")
                .map(maildir(user)::resolve)
                .filter(Files::isDirectory)
                .toList();
    }
}
