package org.postrider.dist.sink;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// An SMTP server on a loopback port that throws messages away and remembers for whom they were. Each connection has a
/// virtual thread; commands are read a line at a time and content up to its final dot.
public final class MailSink implements AutoCloseable {
    private static final String OK = "250 2.0.0 OK\r\n";
    private static final String GREETING = "220 sink.test ESMTP\r\n";
    private static final String HELLO =
            "250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";

    private final ServerSocket socket;
    private final UnaryOperator<String> recipients;
    private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Socket> open = new ConcurrentLinkedQueue<>();
    private final AtomicInteger messages = new AtomicInteger();

    private MailSink(ServerSocket socket, UnaryOperator<String> recipients) {
        this.socket = socket;
        this.recipients = recipients;
    }

    /// One that takes everything.
    public static MailSink start() throws IOException {
        return start(_ -> "");
    }

    /// @param recipients what is answered to a `RCPT` for that address; empty where it is taken
    public static MailSink start(UnaryOperator<String> recipients) throws IOException {
        MailSink sink = new MailSink(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()), recipients);
        Thread.ofVirtual().start(sink::accept);
        return sink;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /// How many messages were taken.
    public int messages() {
        return messages.get();
    }

    /// How many addresses got a message.
    public int recipients() {
        return taken.size();
    }

    /// How many messages that address got.
    public int taken(String address) {
        AtomicInteger count = taken.get(address);
        return count == null ? 0 : count.get();
    }

    /// True where nobody got more than one.
    public boolean nobodyTwice() {
        return taken.values().stream().allMatch(count -> count.get() == 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket each : open) {
            each.close();
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream(), 32 * 1024)) {
            client.setTcpNoDelay(true);
            new Session(client, in).run();
        } catch (IOException e) {
            // The other side is gone, or the test is over.
        } finally {
            open.remove(client);
        }
    }

    private final class Session {
        private final Socket client;
        private final InputStream in;
        private final StringBuilder replies = new StringBuilder(GREETING);
        private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();

        Session(Socket client, InputStream in) {
            this.client = client;
            this.in = in;
        }

        void run() throws IOException {
            for (String line = next(); !line.isEmpty(); line = next()) {
                String command = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
                switch (command) {
                    case "EHLO" -> replies.append(HELLO);
                    case "RCPT" -> recipient(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                    case "DATA" -> content();
                    case "QUIT" -> {
                        replies.append("221 2.0.0 Bye\r\n");
                        flush();
                        return;
                    }
                    default -> {
                        accepted.clear();
                        replies.append(OK);
                    }
                }
            }
        }

        private void recipient(String address) {
            String refusal = recipients.apply(address);
            if (refusal.isEmpty()) {
                accepted.add(address);
                replies.append(OK);
            } else {
                replies.append(refusal).append("\r\n");
            }
        }

        private void content() throws IOException {
            if (accepted.isEmpty()) {
                replies.append("554 5.5.1 No recipients\r\n");
                return;
            }
            replies.append("354 Go on\r\n");
            flush();
            int matched = 2;
            byte[] end = {'\r', '\n', '.', '\r', '\n'};
            while (matched < end.length) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("the message has no end");
                }
                matched = octet == end[matched] ? matched + 1 : octet == '\r' ? 1 : 0;
            }
            messages.incrementAndGet();
            accepted.forEach(each ->
                    taken.computeIfAbsent(each, _ -> new AtomicInteger()).incrementAndGet());
            accepted.clear();
            replies.append(OK);
        }

        // RFC 2920 §3.2: replies are gathered while commands wait.
        private String next() throws IOException {
            if (in.available() == 0) {
                flush();
            }
            StringBuilder line = new StringBuilder();
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                if (octet == '\n') {
                    return line.append(' ').toString();
                }
                line.append((char) octet);
            }
            return "";
        }

        private void flush() throws IOException {
            client.getOutputStream().write(replies.toString().getBytes(StandardCharsets.US_ASCII));
            replies.setLength(0);
        }
    }
}
