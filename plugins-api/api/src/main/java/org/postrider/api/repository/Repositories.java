package org.postrider.api.repository;

import java.io.IOException;
import org.postrider.api.mail.Mail;

/// Keeps mail, with its envelope, for an administrator to look at, to send on its way again, or to delete
/// (`postrider repository`). Thread-safe.
public interface Repositories {
    /// Keeps a mail. What was kept before, with the same id and recipients, is kept once.
    ///
    /// @throws IOException where it is not certain that it is on the disk
    void keep(RepositoryName repository, Mail mail) throws IOException;
}
