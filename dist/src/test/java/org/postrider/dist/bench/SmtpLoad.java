package org.postrider.dist.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends messages of one size by SMTP over several sessions at a time, one reply awaited before the next command.
///
/// @param perSession messages that a session sends before it ends and another begins
/// @param domain of the recipients
record SmtpLoad(int messages, int octets, int sessions, int perSession, String domain) {
    /// To mailboxes of the servers that are measured.
    SmtpLoad(int messages, int octets, int sessions, int perSession) {
        this(messages, octets, sessions, perSession, "example.test");
    }

    /// @param acceptSeconds from the first connection to the last `250`
    /// @param p99Millis the slowest hundredth: from the final dot to its `250`
    record Accepted(double acceptSeconds, double p99Millis) {}

    Accepted run(int port) throws IOException {
        byte[] message = message();
        AtomicInteger left = new AtomicInteger(messages);
        long begun = System.nanoTime();
        List<long[]> latencies = new ArrayList<>();
        try (ExecutorService senders = Executors.newFixedThreadPool(sessions)) {
            List<Future<long[]>> all = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                Callable<long[]> sender = () -> send(port, message, left);
                all.add(senders.submit(sender));
            }
            for (Future<long[]> each : all) {
                latencies.add(each.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("a sender failed: " + e.getMessage(), e);
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        long[] sorted =
                latencies.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return new Accepted(seconds, sorted[(int) ((sorted.length - 1) * 0.99)] / 1e6);
    }

    private long[] send(int port, byte[] message, AtomicInteger left) throws IOException {
        List<Long> latencies = new ArrayList<>();
        int number = left.decrementAndGet();
        while (number >= 0) {
            try (Session session = new Session(port)) {
                for (int i = 0; i < perSession && number >= 0; i++) {
                    latencies.add(session.send("user" + number % Target.USERS + "@" + domain, message));
                    number = left.decrementAndGet();
                }
                session.command("QUIT", '2');
            }
        }
        return latencies.stream().mapToLong(Long::longValue).toArray();
    }

    private byte[] message() {
        StringBuilder text = new StringBuilder("From: Bench <bench@example.net>\r\nTo: user@example.test\r\n"
                + "Subject: a message of the benchmark\r\nDate: Mon, 02 Mar 2026 10:00:00 +0000\r\n"
                + "Message-ID: <1@bench.example.net>\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=UTF-8\r\n\r\n");
        int line = 0;
        while (text.length() < octets) {
            text.append("line ").append(line++).append(" of a text that says nothing in many words, as mail does\r\n");
        }
        return text.append(".\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// One connection.
    private static final class Session implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Session(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            in = new BufferedInputStream(socket.getInputStream(), 512);
            expect('2');
            command("EHLO bench.example.net", '2');
        }

        /// @return nanoseconds from the final dot to its reply
        long send(String recipient, byte[] message) throws IOException {
            command("MAIL FROM:<bench@example.net>", '2');
            command("RCPT TO:<" + recipient + ">", '2');
            command("DATA", '3');
            long begun = System.nanoTime();
            socket.getOutputStream().write(message);
            expect('2');
            return System.nanoTime() - begun;
        }

        void command(String line, char reply) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            expect(reply);
        }

        private void expect(char first) throws IOException {
            StringBuilder line = new StringBuilder();
            do {
                line.setLength(0);
                for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                    if (octet < 0) {
                        throw new IOException("the server closed the connection");
                    }
                    line.append((char) octet);
                }
            } while (line.length() > 3 && line.charAt(3) == '-');
            if (line.charAt(0) != first) {
                throw new IOException("unexpected: " + line);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
