package org.postrider.mailets.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;

/// Runs a program: the message goes to its input, what it writes is the message from now on; if it writes nothing, the
/// message stays. No shell, and nothing of the mail in the command line: sender, recipients and id are in the
/// environment (MAIL_SENDER, MAIL_RECIPIENTS, MAIL_ID). Its exit code says what follows: 0 on; 75 (EX_TEMPFAIL) try
/// again later; 99 discard the mail; any other is a failure, as is a program that takes too long or writes too much.
///
/// ```xml
/// <mailet match="SizeGreaterThan=0" class="Pipe"><command>/bin/cat</command><argument>-u</argument></mailet>
/// ```
final class Pipe implements Mailet {
    private static final int TEMPORARY = 75;
    private static final int DISCARD = 99;
    private static final int RECIPIENTS_LENGTH_MAX = 30_000;

    private final Config config;
    private final Semaphore running;

    public Pipe(Config config) {
        this.config = config;
        this.running = new Semaphore(config.processesMax());
    }

    /// @param command the program
    record Config(
            @Option(doc = "The program's file.") Path command,

            @Option(doc = "An argument, as it is; repeat the element for more.")
            List<String> argument,

            @Option(doc = "How long it may take.", defaultValue = "60s")
            Duration timeout,

            @Option(doc = "How much it may write.", defaultValue = "50MiB")
            ByteSize outputMax,

            @Option(doc = "How many run at a time; others wait for their turn.", defaultValue = "4")
            int processesMax) {
        Config {
            argument = List.copyOf(argument);
            if (!Files.isExecutable(command)) {
                throw new IllegalArgumentException(command + " is no program that this user may run");
            }
            if (processesMax < 1) {
                throw new IllegalArgumentException("<processesMax> is at least 1");
            }
            if (timeout.compareTo(Duration.ofMinutes(4)) > 0 || timeout.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("<timeout> is at most 4m");
            }
            if (outputMax.octets() > Integer.MAX_VALUE - 1024) {
                throw new IllegalArgumentException("<outputMax> is less than 2GiB");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException, InterruptedException {
        if (!running.tryAcquire(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
            return new Outcome.Retry(mail, Reply.of(451, "4.3.2", "too many external filters run at the moment"));
        }
        try {
            Path input = Files.createTempFile("postrider-pipe", ".eml");
            try {
                try (OutputStream out = Files.newOutputStream(input)) {
                    mail.message().content().writeTo(out);
                }
                return run(mail, input);
            } finally {
                Files.deleteIfExists(input);
            }
        } finally {
            running.release();
        }
    }

    // What the program would say nobody knows.
    @Override
    public Outcome rehearse(Mail mail) {
        return new Outcome.Continue(mail);
    }

    private Outcome run(Mail mail, Path input) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(config.command().toString()));
        command.addAll(config.argument());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        environment(builder.environment(), mail);
        Process process = builder.start();
        // Set before the program is ended, so that whoever sees its end knows why.
        AtomicBoolean late = new AtomicBoolean();
        // Its timer ends with the program.
        var _ = process.onExit()
                .orTimeout(config.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> {
                    late.set(true);
                    end(process);
                    return process;
                });
        try (InputStream out = process.getInputStream()) {
            byte[] output = out.readNBytes(Math.toIntExact(config.outputMax().octets() + 1));
            if (output.length > config.outputMax().octets()) {
                throw new IOException(config.command() + " wrote more than " + config.outputMax());
            }
            int code = process.waitFor();
            if (late.get()) {
                throw new IOException(config.command() + " took longer than "
                        + config.timeout().toMillis() + " ms");
            }
            return outcome(mail, code, output);
        } finally {
            end(process);
        }
    }

    private Outcome outcome(Mail mail, int code, byte[] output) throws IOException {
        return switch (code) {
            case 0 ->
                new Outcome.Continue(
                        output.length == 0 ? mail : mail.withMessage(Message.of(Content.of(crlf(output)))));
            case TEMPORARY ->
                new Outcome.Retry(mail, Reply.of(451, "4.3.0", "the external filter asks for a later try"));
            case DISCARD ->
                new Outcome.Discard(mail, "discarded by " + config.command().getFileName());
            default -> throw new IOException(config.command() + " ended with the exit code " + code);
        };
    }

    private static void environment(Map<String, String> environment, Mail mail) {
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("MAIL_ID", mail.id().value());
        environment.put(
                "MAIL_SENDER",
                mail.reversePath().address().map(MailAddress::toString).orElse(""));
        String recipients = mail.recipients().stream().map(Recipient::toString).collect(Collectors.joining("\n"));
        environment.put(
                "MAIL_RECIPIENTS", recipients.substring(0, Math.min(recipients.length(), RECIPIENTS_LENGTH_MAX)));
    }

    // Children too: one of them could hold the pipe open.
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    // RFC 5321 §2.3.8: lines end with CRLF, which a Unix program does not write.
    private static byte[] crlf(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(octets.length + 1024);
        int before = 0;
        for (byte octet : octets) {
            if (octet == '\n' && before != '\r') {
                out.write('\r');
            }
            out.write(octet);
            before = octet;
        }
        return out.toByteArray();
    }
}
