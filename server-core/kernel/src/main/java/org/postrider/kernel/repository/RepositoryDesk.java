package org.postrider.kernel.repository;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Origin;
import org.postrider.api.repository.RepositoryName;
import org.postrider.kernel.spool.MailSpool;

/// What an administrator does with kept mail. Thread-safe.
public final class RepositoryDesk {
    private final FileRepositories repositories;
    private final MailSpool spool;
    private final Supplier<Set<String>> processors;
    private final InstantSource clock;

    /// @param processors that there are now
    public RepositoryDesk(
            FileRepositories repositories, MailSpool spool, Supplier<Set<String>> processors, InstantSource clock) {
        this.repositories = repositories;
        this.spool = spool;
        this.processors = processors;
        this.clock = clock;
    }

    public FileRepositories repositories() {
        return repositories;
    }

    /// Sends a kept mail on its way again, as new mail, and removes it here. Where the server is killed between the
    /// two,
    /// it is there still, and may be sent twice.
    ///
    /// @return its new id; empty where there is no such mail
    /// @throws IllegalArgumentException where there is no such processor
    /// @throws IOException where it cannot be read, or the spool has no room: it stays
    public Optional<MailId> reprocess(RepositoryName repository, String key, String processor) throws IOException {
        Set<String> known = processors.get();
        if (!known.contains(processor)) {
            throw new IllegalArgumentException("there is no processor '" + processor + "'; there are: "
                    + String.join(", ", known.stream().sorted().toList()));
        }
        Optional<KeptMail> kept = repositories.find(repository, key);
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        MailId id = spool.accept(renewed(kept.get().mail()), processor);
        repositories.delete(repository, key);
        return Optional.of(id);
    }

    // The time after which it is given up begins anew.
    private Mail renewed(Mail mail) {
        Origin origin = mail.origin();
        Origin now = new Origin(
                origin.protocol(),
                origin.listener(),
                origin.client(),
                origin.hello(),
                origin.user(),
                origin.trusted(),
                clock.instant());
        Envelope envelope = mail.envelope();
        Mail renewed = new Mail(mail.id(), envelope, mail.message(), now, mail.attributes());
        return renewed.withoutAttribute("postrider.error").withoutAttribute("postrider.failure");
    }
}
