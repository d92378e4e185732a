package org.postrider.mailets.program;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.postrider.api.mail.HeaderField;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one program. Thread-safe.
final class Program {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final long LOOK_MILLIS = 50;
    private static final int SAID_OCTETS_MAX = 200;
    // Linux lets one variable have 128 KiB.
    private static final int VARIABLE_OCTETS_MAX = 100_000;

    private final ProgramConfig config;
    private final Semaphore places;

    Program(ProgramConfig config) {
        this.config = config;
        this.places = new Semaphore(config.processesMax(), true);
    }

    boolean eachRecipient() {
        return config.eachRecipient();
    }

    /// @return what became of the mail, for all its recipients
    Reply run(Mail mail) {
        List<String> command = new ArrayList<>(List.of(config.file().toString()));
        for (String template : config.argument()) {
            String argument = filled(template, mail);
            if (argument.startsWith("-") && !template.startsWith("-")) {
                // The program would take it for an option of its own.
                return Reply.of(553, "5.1.3", "an address that begins like this cannot be given to the program");
            }
            command.add(argument);
        }
        try {
            if (!places.tryAcquire(config.timeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
                return Reply.of(451, "4.3.2", "too many of " + config.name() + " run now");
            }
            try {
                return runWithFiles(command, mail);
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.of(451, "4.3.2", "the server stops");
        } catch (IOException e) {
            LOG.error("{} cannot be given to the program {}: {}", mail.id(), config.name(), e.getMessage());
            return Reply.of(451, "4.3.0", "the program " + config.name() + " cannot be run now");
        }
    }

    // Files, because a pipe that a child of the program still holds cannot be read to its end.
    private Reply runWithFiles(List<String> command, Mail mail) throws IOException, InterruptedException {
        Path input = Files.createTempFile("postrider-pipe", ".eml");
        try {
            Path output = Files.createTempFile("postrider-pipe", ".out");
            try {
                writeMessage(mail, input);
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectInput(input.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
                environment(builder.environment(), mail);
                Process process = builder.start();
                try {
                    Optional<Reply> cutOff = await(process, output);
                    return cutOff.isPresent() ? cutOff.get() : SysExits.reply(process.exitValue(), said(output));
                } finally {
                    end(process);
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } finally {
            Files.deleteIfExists(input);
        }
    }

    // Empty where it ended by itself.
    private Optional<Reply> await(Process process, Path output) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + config.timeLimit().toNanos();
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
            if (Files.size(output) > config.outputMax().octets()) {
                return Optional.of(Reply.of(451, "4.3.0", config.name() + " wrote more than " + config.outputMax()));
            }
            if (System.nanoTime() > deadline) {
                return Optional.of(Reply.of(
                        451,
                        "4.3.0",
                        config.name() + " took longer than "
                                + config.timeLimit().toMillis() + " ms"));
            }
        }
        return Optional.empty();
    }

    private void writeMessage(Mail mail, Path file) throws IOException {
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
                OutputStream out = config.crlf() ? raw : new UnixLines(raw)) {
            // RFC 5321 §4.4: final delivery puts the reverse-path at the top.
            out.write(
                    HeaderField.of("Return-Path", mail.reversePath().toString()).octets());
            mail.message().content().writeTo(out);
        }
    }

    private static String filled(String template, Mail mail) {
        MailAddress recipient = mail.recipients().getFirst().address();
        StringBuilder filled = new StringBuilder();
        int from = 0;
        // In one pass: what an address holds is not looked at again.
        while (from < template.length()) {
            int open = template.indexOf('{', from);
            int close = template.indexOf('}', open < 0 ? template.length() : open);
            if (open < 0 || close < 0) {
                break;
            }
            filled.append(template, from, open);
            filled.append(
                    switch (template.substring(open, close + 1)) {
                        case "{sender}" -> sender(mail);
                        case "{recipient}" -> recipient.toString();
                        case "{user}" -> recipient.localPart();
                        case "{domain}" -> recipient.domain().name();
                        case "{id}" -> mail.id().value();
                        case String other -> other;
                    });
            from = close + 1;
        }
        return filled.append(template, from, template.length()).toString();
    }

    private void environment(Map<String, String> environment, Mail mail) {
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.put("PATH", path);
        environment.put("MAIL_ID", mail.id().value());
        environment.put("MAIL_SENDER", sender(mail));
        String recipients = mail.recipients().stream().map(Recipient::toString).collect(Collectors.joining("\n"));
        if (config.eachRecipient()) {
            environment.put("MAIL_RECIPIENT", recipients);
        }
        environment.put("MAIL_RECIPIENTS", recipients.length() > VARIABLE_OCTETS_MAX / 4 ? "" : recipients);
    }

    private static String sender(Mail mail) {
        return mail.reversePath().address().map(MailAddress::toString).orElse("");
    }

    private static String said(Path output) throws IOException {
        try (InputStream in = Files.newInputStream(output)) {
            String text = new String(in.readNBytes(SAID_OCTETS_MAX), StandardCharsets.UTF_8);
            return text.strip().lines().findFirst().orElse("").replaceAll("[^ -~]", "?");
        }
    }

    // Children too.
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /// CRLF becomes LF.
    private static final class UnixLines extends FilterOutputStream {
        private boolean carriageReturn;

        UnixLines(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int octet) throws IOException {
            if (carriageReturn && octet != '\n') {
                out.write('\r');
            }
            carriageReturn = octet == '\r';
            if (!carriageReturn) {
                out.write(octet);
            }
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            for (int i = offset; i < offset + length; i++) {
                write(octets[i]);
            }
        }

        @Override
        public void flush() throws IOException {
            if (carriageReturn) {
                carriageReturn = false;
                out.write('\r');
            }
            super.flush();
        }
    }
}
