package org.postrider.kernel.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Mail;
import org.postrider.api.repository.RepositoryName;
import org.postrider.testkit.MemorySpool;
import org.postrider.testkit.TestMail;

/// Mail that is kept in files.
class FileRepositoriesTest {
    private static final RepositoryName ERROR = new RepositoryName("file://var/mail/error/");

    @TempDir
    private Path folder;

    @Test
    void aMailIsKeptWithItsEnvelopeAndOnceHoweverOftenItComes() throws Exception {
        FileRepositories repositories = new FileRepositories(folder);
        Mail mail = TestMail.from("ann@example.net")
                .to("bob@example.test", "carol@example.test")
                .text("Subject: x\n\nbody\n")
                .attribute("a.b", "c")
                .build();

        repositories.keep(ERROR, mail);
        repositories.keep(ERROR, mail);
        repositories.keep(ERROR, mail.withRecipients(mail.recipients().subList(0, 1)));

        assertThat(repositories.counts()).isEqualTo(Map.of("var/mail/error", 2));
        FileRepositories after = new FileRepositories(folder);
        String key = after.keys(ERROR).stream()
                .filter(name -> recipients(after, name) == 2)
                .findFirst()
                .orElseThrow();
        Mail kept = after.find(ERROR, key).orElseThrow().mail();
        assertThat(kept.envelope()).isEqualTo(mail.envelope());
        assertThat(kept.attributes()).isEqualTo(mail.attributes());
        assertThat(MemorySpool.contentOf(kept)).isEqualTo("Subject: x\r\n\r\nbody\r\n");
        assertThat(after.delete(ERROR, key)).isTrue();
        assertThat(after.delete(ERROR, key)).isFalse();
        assertThat(after.find(ERROR, key)).isEmpty();
        assertThat(after.counts()).isEqualTo(Map.of("var/mail/error", 1));
    }

    @Test
    void whatACrashLeftHalfWrittenIsNotThere() throws Exception {
        Path place = folder.resolve("var/mail/error");
        Files.createDirectories(place);
        Files.writeString(place.resolve("M1-0.eml"), "Subject: x");
        Files.writeString(place.resolve("M1-0.envelope.tmp"), "half");

        FileRepositories repositories = new FileRepositories(folder);

        assertThat(repositories.keys(ERROR)).isEmpty();
        assertThat(repositories.counts()).isEmpty();
        assertThat(new FileRepositories(folder.resolve("none")).counts()).isEmpty();
    }

    @Test
    void aNameLeadsNowhereElse() throws Exception {
        for (String name : new String[] {"", "../x", "a/../b", "a//b", "a b", "a/b/c/d/e/f", ".hidden"}) {
            assertThatThrownBy(() -> new RepositoryName(name)).as(name).hasMessageContaining("no name of a repository");
        }
        assertThat(new FileRepositories(folder).find(ERROR, "../../secret")).isEmpty();
        assertThat(new FileRepositories(folder).delete(ERROR, "../../secret")).isFalse();
    }

    private static int recipients(FileRepositories repositories, String key) {
        try {
            return repositories
                    .find(ERROR, key)
                    .orElseThrow()
                    .mail()
                    .recipients()
                    .size();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
