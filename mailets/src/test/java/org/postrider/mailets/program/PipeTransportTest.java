package org.postrider.mailets.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Transport.Report;
import org.postrider.api.transport.Transport.Target;
import org.postrider.testkit.TestMail;

/// What a program is given, and what its end means.
class PipeTransportTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    @Test
    void aProgramHasTheMessageItsArgumentsAndLittleElse() throws Exception {
        Path script = script("cat > \"$2.got\"; printf '%s\\n' \"$@\" > \"$2.args\"; env | sort > \"$2.env\"");
        Mail mail = TestMail.from("ann@example.net")
                .to("bob@example.test")
                .text("Subject: x\n\n$(touch nothing)\n")
                .build();

        Reply reply = only(transport(script, List.of("-f{sender}", folder + "/{user}", "{domain}", "a b; { x }"), LONG)
                .deliver(target("script"), mail));

        assertThat(reply.toString()).startsWith("250 2.0.0 ");
        assertThat(Files.readString(folder.resolve("bob.got")))
                .isEqualTo("Return-Path: <ann@example.net>\nSubject: x\n\n$(touch nothing)\n");
        assertThat(Files.readAllLines(folder.resolve("bob.args")))
                .containsExactly("-fann@example.net", folder + "/bob", "example.test", "a b; { x }");
        assertThat(Files.readAllLines(folder.resolve("bob.env")))
                .contains(
                        "MAIL_ID=" + mail.id(),
                        "MAIL_RECIPIENT=bob@example.test",
                        "MAIL_RECIPIENTS=bob@example.test",
                        "MAIL_SENDER=ann@example.net")
                .noneMatch(line -> line.startsWith("HOME="));
    }

    @Test
    void eachRecipientHasTheEndOfItsOwnRun() throws Exception {
        Path script = script("""
                case "$MAIL_RECIPIENT" in
                  ok@*) exit 0;;
                  nobody@*) echo "who is that?"; exit 67;;
                  later@*) exit 75;;
                  forbidden@*) exit 77;;
                  *) echo trouble >&2; exit 1;;
                esac""");
        Mail mail = TestMail.from("ann@example.net")
                .to("ok@x.test", "nobody@x.test", "later@x.test", "forbidden@x.test", "odd@x.test")
                .build();

        Report.Answered answered =
                (Report.Answered) transport(script, List.of(), LONG).deliver(target("script"), mail);

        assertThat(mail.recipients())
                .extracting(recipient -> String.valueOf(answered.replies().get(recipient)))
                .containsExactly(
                        "250 2.0.0 given to the program",
                        "550 5.1.1 who is that?",
                        "451 4.3.0 the program ended with 75",
                        "550 5.7.1 the program ended with 77",
                        "451 4.3.5 exit code 1: trouble");
    }

    @Test
    void anAddressDoesNotBecomeAnOption() throws Exception {
        Path ran = folder.resolve("ran");
        Path script = script("touch " + ran);
        Mail mail = TestMail.from("ann@example.net").to("-oQ/tmp@example.test").build();

        assertThat(only(transport(script, List.of("{recipient}"), LONG).deliver(target("script"), mail))
                        .toString())
                .startsWith("553 5.1.3 ");
        assertThat(ran).doesNotExist();
    }

    @Test
    void aProgramThatHangsIsEndedWithItsChildren() throws Exception {
        Path child = folder.resolve("child");
        Path script = script("sleep 1000 & echo $! > " + child + "; wait");

        Reply reply = only(transport(script, List.of(), Duration.ofSeconds(2)).deliver(target("script"), mail()));

        assertThat(reply.toString()).startsWith("451 4.3.0 script took longer");
        if (Files.exists(child) && !Files.readString(child).isBlank()) {
            ProcessHandle.of(Long.parseLong(Files.readString(child).strip()))
                    .ifPresent(handle -> assertThat(handle.onExit().orTimeout(30, TimeUnit.SECONDS))
                            .succeedsWithin(LONG));
        }
    }

    @Test
    void aProgramThatWritesWithoutEndIsEnded() throws Exception {
        Reply reply = only(transport(script("yes"), List.of(), LONG).deliver(target("script"), mail()));

        assertThat(reply.toString()).startsWith("451 4.3.0 script wrote more than");
    }

    @Test
    void aChildThatStaysHoldsUpNobody() throws Exception {
        Path end = folder.resolve("end");
        Path script = script("(while [ ! -e " + end + " ]; do sleep 0.1; done) & exit 0");
        try {
            assertThat(only(transport(script, List.of(), LONG).deliver(target("script"), mail()))
                            .toString())
                    .startsWith("250 ");
        } finally {
            Files.writeString(end, "");
        }
    }

    @Test
    void noMoreRunAtATimeThanMay() throws Exception {
        Path script = script("mkdir " + folder.resolve("alone") + " || exit 67; rmdir " + folder.resolve("alone"));
        PipeTransport transport = transport(script, List.of(), LONG);
        List<CompletableFuture<Reply>> runs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            runs.add(CompletableFuture.supplyAsync(
                    () -> only(transport.deliver(target("script"), mail())), Thread.ofVirtual()::start));
        }
        for (CompletableFuture<Reply> run : runs) {
            assertThat(run.get(60, TimeUnit.SECONDS).toString()).startsWith("250 ");
        }
    }

    @Test
    void aProgramThatIsNotThereIsWaitedFor() throws Exception {
        assertThat(transport(script(""), List.of(), LONG).deliver(target("other"), mail()))
                .isInstanceOfSatisfying(
                        Report.Unreachable.class,
                        report -> assertThat(report.reason().status()).isEqualTo("4.3.5"));
        assertThatThrownBy(() -> transport(folder.resolve("missing"), List.of(), LONG))
                .hasMessageContaining("is no program");
    }

    @Test
    void anArgumentThatNamesWhatThereIsNotIsRefused() throws Exception {
        Path script = script("");
        assertThatThrownBy(() -> transport(script, List.of("--to={recipeint}"), LONG))
                .hasMessageContaining("{recipeint} stands for nothing")
                .hasMessageContaining("{recipient}");
    }

    private PipeTransport transport(Path script, List<String> arguments, Duration limit) {
        return new PipeTransport(new PipeTransport.Config(List.of(
                new ProgramConfig("script", script, arguments, true, false, limit, ByteSize.parse("1MiB"), 1))));
    }

    private Path script(String body) throws IOException {
        Path script = folder.resolve("script.sh");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static Mail mail() {
        return TestMail.from("ann@example.net").to("bob@example.test").build();
    }

    private static Reply only(Report report) {
        return ((Report.Answered) report).replies().values().iterator().next();
    }

    private static Target target(String name) {
        return new Target(name, InetSocketAddress.createUnresolved(name, 0), TlsLevel.NONE, Optional.empty());
    }
}
