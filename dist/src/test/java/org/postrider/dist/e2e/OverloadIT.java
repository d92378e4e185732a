package org.postrider.dist.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.dist.sink.MailSink;

/// Clients that want more than a server can give: each is told so, what they cost is bounded, and others are served.
class OverloadIT {
    private static final InetAddress OTHER = InetAddress.ofLiteral("127.0.0.2");
    private static final int PER_CLIENT = 100;
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    private TestServer server;
    private int othersMails;

    @BeforeEach
    void create() throws IOException {
        server = TestServer.create(folder);
        // Its delay is not what is tested.
        server.replaceInConf("listeners.xml", "<filter class=\"EarlyTalker\" delay=\"2s\"/>", "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aClientWithTenThousandConnectionsIsToldSoAndHoldsUpNobody() throws Exception {
        server.startChild();
        List<Socket> his = new ArrayList<>();
        try {
            int served = 0;
            for (int i = 0; i < 10_000; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25));
                socket.setSoTimeout(60_000);
                his.add(socket);
                String greeting = line(socket);
                if (greeting.startsWith("220 ")) {
                    served++;
                } else {
                    assertThat(greeting).startsWith("421 ").contains("too many connections");
                }
                if (i % 2_000 == 1_000) {
                    anotherClientIsServed();
                    assertThat(openFiles()).isLessThan(1_000);
                }
            }
            assertThat(served).isEqualTo(PER_CLIENT);
        } finally {
            for (Socket socket : his) {
                socket.close();
            }
        }
        Eventually.isTrue(() -> {
            try (Socket again = new Socket(InetAddress.getLoopbackAddress(), server.port(25))) {
                return line(again).startsWith("220 ");
            }
        });
        everyMailOfOthersCameOnce();
    }

    @Test
    void clientsThatDripAreCutOffAndHoldUpNobody() throws Exception {
        server.replaceInConf(
                "listeners.xml",
                "<filter class=\"HelloCheck\"/>",
                "<filter class=\"HelloCheck\"/><commandTimeLimit>5s</commandTimeLimit>"
                        + "<dataTimeLimit>5s</dataTimeLimit>");
        server.startChild();
        List<Dripper> drippers = new ArrayList<>();
        for (int i = 0; i < PER_CLIENT / 4; i++) {
            drippers.add(new Dripper("", "", "421 4.4.2"));
            drippers.add(new Dripper("", "EHLO an.endless.name", "421 4.4.2"));
            drippers.add(new Dripper(
                    "EHLO client.example.net\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<bob@example.test>"
                            + "\r\nDATA\r\n",
                    "Subject: drip",
                    "421 4.4.2"));
            drippers.add(new Dripper("EHLO client.example.net\r\nSTARTTLS\r\n", "\u0016", ""));
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread drips = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                drippers.forEach(Dripper::drip);
                pause();
            }
        });
        try {
            for (int i = 0; i < 5; i++) {
                anotherClientIsServed();
            }
            for (Dripper dripper : drippers) {
                assertThat(dripper.lastWords()).contains(dripper.expected);
            }
        } finally {
            over.set(true);
            drips.join();
            drippers.forEach(Dripper::close);
        }
        everyMailOfOthersCameOnce();
    }

    @Test
    void aMessageOfTwoGigabytesIsRefusedBeforeItIsSent() throws Exception {
        server.startChild();
        try (SmtpClient client = new SmtpClient(server.port(25))) {
            client.command("MAIL FROM:<a@example.net> SIZE=2147483648", "552 5.3.4");
            client.command("MAIL FROM:<a@example.net>", "250");
            client.command("RCPT TO:<bob@example.test>", "250");
            client.command("BDAT 2147483648 LAST", "552 5.3.4");
        }
        anotherClientIsServed();
        everyMailOfOthersCameOnce();
    }

    @Test
    void whatIsSentBeyondTheLimitTakesNeitherMemoryNorDisk() throws Exception {
        // Less than is sent: it ends where it has not enough.
        server.startChild(Map.of("POSTRIDER_HEAP", "96m"));
        for (String begin : List.of("DATA", "BDAT 260000000")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25))) {
                socket.setSoTimeout(60_000);
                line(socket);
                OutputStream out = socket.getOutputStream();
                for (String command :
                        List.of("HELO client.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<bob@example.test>")) {
                    say(socket, command);
                    assertThat(line(socket)).startsWith("250");
                }
                say(socket, begin);
                if (begin.equals("DATA")) {
                    assertThat(line(socket)).startsWith("354");
                }
                byte[] text = ("x".repeat(998) + "\r\n").repeat(1000).getBytes(StandardCharsets.US_ASCII);
                for (int i = 0; i < 260; i++) {
                    out.write(text);
                    if (i == 130) {
                        assertThat(octets(server.home().resolve("spool"))).isLessThan(60 * MIB);
                        anotherClientIsServed();
                    }
                }
                if (begin.equals("DATA")) {
                    say(socket, "\r\n.");
                }
                assertThat(line(socket)).startsWith("552 5.3.4");
                say(socket, "NOOP");
                assertThat(line(socket)).as("the session is in step").startsWith("250");
            }
        }
        assertThat(octets(server.home().resolve("spool"))).isLessThan(10 * MIB);
        everyMailOfOthersCameOnce();
    }

    @Test
    void aMessageWithoutEndIsRefusedAndTheConnectionClosed() throws Exception {
        server.replaceInConf(
                "listeners.xml",
                "<filter class=\"HelloCheck\"/>",
                "<filter class=\"HelloCheck\"/><maxMessageSize>1MiB</maxMessageSize>");
        server.startChild();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25))) {
            socket.setSoTimeout(60_000);
            line(socket);
            for (String command : List.of(
                    "HELO client.example.net", "MAIL FROM:<a@example.net>", "RCPT TO:<bob@example.test>", "DATA")) {
                say(socket, command);
                line(socket);
            }
            byte[] text = ("x".repeat(998) + "\r\n").repeat(1000).getBytes(StandardCharsets.US_ASCII);
            int sent = 0;
            try {
                for (; sent < 2_000; sent++) {
                    socket.getOutputStream().write(text);
                }
            } catch (IOException e) {
                // The server has closed.
            }
            assertThat(sent).as("megabytes that it took").isBetween(257, 400);
            assertThat(line(socket)).startsWith("552 5.3.4");
        }
        anotherClientIsServed();
        everyMailOfOthersCameOnce();
    }

    @Test
    void aHundredThousandRecipientsComeInManyMailsAndEachGetsOne() throws Exception {
        try (MailSink sink = MailSink.start()) {
            server.replaceInConf(
                    "listeners.xml",
                    "<filter class=\"HelloCheck\"/>",
                    "<filter class=\"HelloCheck\"/><trustedNetworks>127.0.0.1</trustedNetworks>");
            server.replaceInConf(
                    "routes.xml", "</routes>", "<route name=\"all\" host=\"127.0.0.1:" + sink.port() + "\"/></routes>");
            server.startChild();
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25))) {
                socket.setSoTimeout(60_000);
                line(socket);
                say(socket, "HELO client.example.net");
                line(socket);
                List<String> left = new ArrayList<>();
                for (int i = 0; i < 100_000; i++) {
                    left.add("user" + i + "@d" + i % 7 + ".test");
                }
                int mails = 0;
                while (!left.isEmpty()) {
                    left = sendTo(socket, left);
                    mails++;
                    if (mails == 50) {
                        anotherClientIsServed();
                    }
                }
                assertThat(mails).isEqualTo(100);
            }
            Eventually.isTrue(() -> sink.recipients() == 100_000);
            Eventually.isTrue(() -> server.run("queue", "list").output().contains("Nothing waits"));
            assertThat(sink.nobodyTwice()).isTrue();
        }
        everyMailOfOthersCameOnce();
    }

    // Names a thousand and a half at a time, as one who does not know the limit.
    private static List<String> sendTo(Socket socket, List<String> recipients) throws IOException {
        say(socket, "MAIL FROM:<a@example.net>");
        assertThat(line(socket)).startsWith("250");
        List<String> named = recipients.subList(0, Math.min(1_500, recipients.size()));
        StringBuilder commands = new StringBuilder();
        named.forEach(each -> commands.append("RCPT TO:<").append(each).append(">\r\n"));
        socket.getOutputStream().write(commands.toString().getBytes(StandardCharsets.US_ASCII));
        List<String> left = new ArrayList<>();
        for (String each : named) {
            String reply = line(socket);
            if (!reply.startsWith("250")) {
                assertThat(reply).startsWith("452 4.5.3");
                left.add(each);
            }
        }
        left.addAll(recipients.subList(named.size(), recipients.size()));
        say(socket, "DATA");
        assertThat(line(socket)).startsWith("354");
        say(socket, "Subject: to very many\r\n\r\nHello.\r\n.");
        assertThat(line(socket)).startsWith("250");
        return left;
    }

    private void anotherClientIsServed() throws IOException {
        try (SmtpClient client = new SmtpClient(server.port(25), OTHER)) {
            byte[] message =
                    ("Subject: other " + othersMails + "\r\n\r\nserved\r\n").getBytes(StandardCharsets.US_ASCII);
            client.send("other@example.net", List.of("alice@example.test"), message);
            othersMails++;
        }
    }

    private void everyMailOfOthersCameOnce() throws Exception {
        Eventually.isTrue(() -> server.mail("alice").split("Subject: other", -1).length - 1 >= othersMails);
        assertThat(server.mail("alice").split("Subject: other", -1)).hasSize(othersMails + 1);
    }

    private Path process() {
        return Path.of("/proc", Long.toString(server.childPid()));
    }

    private long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(process().resolve("fd"))) {
            return files.count();
        }
    }

    private static long octets(Path folder) throws IOException {
        long octets = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                octets += file.toFile().length();
            }
        }
        return octets;
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet >= 0;
                octet = socket.getInputStream().read()) {
            if (octet == '\n') {
                return line.toString();
            }
            line.append((char) octet);
        }
        throw new IOException("closed after: " + line);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// Says something, and then an octet at a time.
    private final class Dripper {
        private final Socket socket;
        private final byte[] text;
        private final String expected;
        private int next;

        Dripper(String begin, String text, String expected) throws IOException {
            this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port(25));
            this.text = text.getBytes(StandardCharsets.ISO_8859_1);
            this.expected = expected;
            socket.setSoTimeout(60_000);
            line(socket);
            for (String command : begin.split("(?<=\n)")) {
                socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
                String reply = begin.isEmpty() ? "" : line(socket);
                while (reply.length() > 3 && reply.charAt(3) == '-') {
                    reply = line(socket);
                }
            }
        }

        void drip() {
            if (text.length > 0) {
                try {
                    socket.getOutputStream().write(text[next++ % text.length]);
                } catch (IOException e) {
                    // It is cut off, as it should be.
                }
            }
        }

        // What came until the server closed.
        String lastWords() throws IOException {
            byte[] octets = new byte[4096];
            int size = 0;
            try {
                int got = 0;
                while (got >= 0) {
                    size += got;
                    got = socket.getInputStream().read(octets, size, octets.length - size);
                }
            } catch (java.net.SocketException e) {
                // A reset: it was still dripping.
            }
            return new String(Arrays.copyOf(octets, size), StandardCharsets.ISO_8859_1);
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
