package org.postrider.dist.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Mail;
import org.postrider.api.repository.RepositoryName;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.ledger.Entry;
import org.postrider.kernel.ledger.JournalLedger;
import org.postrider.kernel.ledger.Stage;
import org.postrider.kernel.repository.FileRepositories;
import org.postrider.kernel.repository.RepositoryDesk;
import org.postrider.kernel.spool.MailSpool;
import org.postrider.kernel.spool.SpoolConfig;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.RecordedEvents;
import org.postrider.testkit.TestMail;

/// What `postrider repository` gets to see and do.
class RepositoryAnswersTest {
    private static final RepositoryName ERROR = new RepositoryName("error");
    private static final Mail MAIL = TestMail.from("ann@example.net")
            .to("bob@example.test")
            .text("Subject: x\u001b[31m\n\nbody\n")
            .attribute("postrider.error", "java.io.IOException: disk full")
            .build();

    @TempDir
    private Path folder;

    private final MutableClock clock = MutableClock.at("2025-04-01T12:00:00Z");
    private FileRepositories repositories;
    private JournalLedger ledger;
    private RepositoryAnswers answers;

    @BeforeEach
    void keepsAMail() throws IOException {
        SpoolConfig config = new SpoolConfig(
                folder.resolve("spool"),
                3,
                ByteSize.parse("1KiB"),
                ByteSize.parse("1KiB"),
                ByteSize.parse("1MiB"),
                Duration.ofSeconds(1),
                1,
                List.of(Duration.ofMinutes(1)),
                Duration.ofDays(5));
        repositories = new FileRepositories(folder.resolve("repositories"));
        ledger = JournalLedger.open(folder.resolve("spool"), 1024 * 1024);
        MailSpool spool = new MailSpool(config, ledger, new RecordedEvents(), clock);
        answers = new RepositoryAnswers(new RepositoryDesk(repositories, spool, () -> Set.of("root", "spam"), clock));
        repositories.keep(ERROR, MAIL);
    }

    @AfterEach
    void closes() throws IOException {
        ledger.close();
    }

    @Test
    void repositoriesAndTheirMailsAreListed() throws Exception {
        assertThat(ask("repository-list", Map.of())).isEqualTo(Map.of("repositories", Map.of("error", 1)));
        Map<String, Object> listed = ask("repository-list", Map.of("repository", "error"));
        assertThat(listed).containsEntry("count", 1);
        assertThat(String.valueOf(listed.get("mails")))
                .contains("from=<ann@example.net>", "to=[bob@example.test]", "java.io.IOException: disk full");
        assertThatThrownBy(() -> ask("repository-list", Map.of("repository", "../etc")))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("no name of a repository");
    }

    @Test
    void aMailIsShownWithoutWhatSteersATerminal() throws Exception {
        String key = repositories.keys(ERROR).getFirst();

        assertThat(ask("repository-show", Map.of("repository", "error", "key", key))
                        .get("text"))
                .isEqualTo("Subject: x?[31m\n");
        assertThat(ask("repository-show", Map.of("repository", "error", "key", key, "body", true))
                        .get("text"))
                .isEqualTo("Subject: x?[31m\n\nbody\n");
        assertThatThrownBy(() -> ask("repository-show", Map.of("repository", "error", "key", "none")))
                .hasMessageContaining("no such mail");
    }

    @Test
    void aMailGoesOnItsWayAgainAndLeavesTheRepository() throws Exception {
        assertThatThrownBy(() -> ask("repository-reprocess", Map.of("repository", "error", "processor", "nowhere")))
                .hasMessageContaining("there are: root, spam");

        assertThat(ask("repository-reprocess", Map.of("repository", "error", "processor", "spam")))
                .isEqualTo(Map.of("mails", 1));

        assertThat(repositories.keys(ERROR)).isEmpty();
        Entry entry = ledger.entries().iterator().next();
        assertThat(entry.stage()).isEqualTo(new Stage.Processing("spam"));
        assertThat(entry.mail().envelope()).isEqualTo(MAIL.envelope());
        assertThat(entry.mail().attributes()).isEmpty();
        assertThat(entry.mail().id()).isNotEqualTo(MAIL.id());
        // It is not given up at once because it is old.
        assertThat(entry.mail().origin().receivedAt()).isEqualTo(clock.instant());
        assertThat(MemorySpool.contentOf(entry.mail())).isEqualTo(MemorySpool.contentOf(MAIL));
    }

    @Test
    void aMailIsDeleted() throws Exception {
        assertThatThrownBy(() -> ask("repository-delete", Map.of("repository", "error", "key", "none")))
                .hasMessageContaining("no such mail");
        assertThat(ask("repository-delete", Map.of("repository", "error"))).isEqualTo(Map.of("mails", 1));
        assertThat(ask("repository-list", Map.of())).isEqualTo(Map.of("repositories", Map.of()));
    }

    private Map<String, Object> ask(String command, Map<String, Object> arguments) throws ControlException {
        return java.util.Objects.requireNonNull(answers.commands().get(command)).run(arguments);
    }
}
