package org.postrider.mbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Another program that delivers into an mbox, in a process of its own. By the first argument: `dot` or `fcntl` takes
/// that lock only, says so, waits for a line, appends a message and gives the lock up; `try` says whether the `fcntl`
/// lock is free; a number appends so many, each under both locks.
final class OtherProgram implements AutoCloseable {
    private static final String MESSAGE = "From ann@example.test Sat Jan  3 01:05:34 1996\nSubject: foreign\n\nx\n\n";

    private final Process process;
    private final BufferedReader out;

    private OtherProgram(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static OtherProgram start(String what, Path file) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OtherProgram.class.getName(), what));
        command.add(file.toString());
        return new OtherProgram(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /// Waits until it says something.
    String says() throws IOException {
        return String.valueOf(out.readLine());
    }

    void goOn() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    int end() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        PrintStream out = System.out;
        switch (arguments[0]) {
            case "dot" -> {
                Files.writeString(MailLocks.dotLock(file), "0\n", StandardOpenOption.CREATE_NEW);
                out.println("locked");
                out.flush();
                int _ = System.in.read();
                append(file);
                Files.delete(MailLocks.dotLock(file));
            }
            case "fcntl" -> {
                try (FileChannel channel = open(file);
                        FileLock _ = channel.lock()) {
                    out.println("locked");
                    out.flush();
                    int _ = System.in.read();
                    write(channel);
                }
            }
            case "try" -> {
                try (FileChannel channel = open(file);
                        FileLock lock = channel.tryLock()) {
                    out.println(lock == null ? "held" : "free");
                    out.flush();
                }
            }
            default -> {
                for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
                    appendUnderBoth(file);
                }
            }
        }
    }

    private static void appendUnderBoth(Path file) throws IOException {
        while (true) {
            try {
                Files.writeString(MailLocks.dotLock(file), "0\n", StandardOpenOption.CREATE_NEW);
                break;
            } catch (FileAlreadyExistsException e) {
                LockSupport.parkNanos(300_000);
            }
        }
        try (FileChannel channel = open(file);
                FileLock _ = channel.lock()) {
            write(channel);
        }
        Files.delete(MailLocks.dotLock(file));
    }

    private static void append(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            write(channel);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    // In two pieces: who looks in between sees half a message.
    private static void write(FileChannel channel) throws IOException {
        long end = channel.size();
        byte[] octets = MESSAGE.getBytes(StandardCharsets.US_ASCII);
        channel.write(ByteBuffer.wrap(octets, 0, 20), end);
        LockSupport.parkNanos(100_000);
        channel.write(ByteBuffer.wrap(octets, 20, octets.length - 20), end + 20);
    }
}
