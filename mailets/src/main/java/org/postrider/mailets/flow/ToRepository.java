package org.postrider.mailets.flow;

import java.io.IOException;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.repository.Repositories;
import org.postrider.api.repository.RepositoryName;

/// Keeps the mail in a repository, for an administrator: `postrider repository list`, `show`, `reprocess`, `delete`.
///
/// ```xml
/// <mailet match="HasException" class="ToRepository"><repositoryPath>error</repositoryPath></mailet>
/// ```
@EndsTheWay(unless = "passThrough")
final class ToRepository implements Mailet {
    private final Config config;
    private final Repositories repositories;

    public ToRepository(Config config, Repositories repositories) {
        this.config = config;
        this.repositories = repositories;
    }

    /// @param repositoryPath its name
    record Config(
            @Option(doc = "The repository's name: words between slashes, such as error or var/mail/spam.")
            RepositoryName repositoryPath,

            @Option(doc = "The mail goes on too; else it ends here.", defaultValue = "false")
            boolean passThrough) {}

    @Override
    public Outcome service(Mail mail) throws IOException {
        repositories.keep(config.repositoryPath(), mail);
        return config.passThrough()
                ? new Outcome.Continue(mail)
                : new Outcome.Discard(mail, "kept in the repository " + config.repositoryPath());
    }
}
