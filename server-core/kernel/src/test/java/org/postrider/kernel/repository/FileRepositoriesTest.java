package org.postrider.kernel.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.mail.Mail;
import org.postrider.api.repository.RepositoryName;
import org.postrider.kernel.rehearsal.Rehearsal;
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
    void countingBearsThatMailsAndWholeRepositoriesGo() throws Exception {
        FileRepositories repositories = new FileRepositories(folder);
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> comingAndGoing = CompletableFuture.runAsync(() -> {
            try {
                while (!enough.get()) {
                    Path place = Files.createDirectories(folder.resolve("var/mail/error"));
                    for (int i = 0; i < 50; i++) {
                        Files.writeString(place.resolve("M" + i + "-0.envelope"), "");
                    }
                    for (int i = 0; i < 50; i++) {
                        Files.delete(place.resolve("M" + i + "-0.envelope"));
                    }
                    Files.delete(place);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            for (int i = 0; i < 1000; i++) {
                assertThat(repositories.counts().getOrDefault("var/mail/error", 0))
                        .isBetween(0, 50);
            }
        } finally {
            enough.set(true);
        }
        comingAndGoing.get(30, TimeUnit.SECONDS);
    }

    @Test
    void inARehearsalNothingIsKept() throws Exception {
        FileRepositories repositories = new FileRepositories(folder);
        Rehearsal rehearsal = new Rehearsal();
        rehearsal.run(() -> {
            repositories.keep(
                    new RepositoryName("spam"),
                    TestMail.from("a@x.test").to("b@x.test").build());
            return "";
        });
        assertThat(folder).isEmptyDirectory();
        assertThat(rehearsal.takeNotes()).containsExactly("keeps the mail in the repository spam");
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
