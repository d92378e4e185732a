package org.postrider.kernel.net;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLContext;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.LineTooLongException;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.kernel.tls.ClientContexts;
import org.postrider.kernel.tls.ServerContexts;
import org.postrider.kernel.tls.TlsConfig;
import org.postrider.testkit.SocketPeer;

/// Measures the bridge: commands and bodies per second, handshakes per second, memory of an idle connection. Client and
/// server share this process, so that figures are for comparison on one machine only. No test: run `main`.
final class NetBench {
    private static final int CLIENTS = 32;
    private static final int BODY_OCTETS = 10 * 1024;
    private static final byte[] OK = "250 ok\r\n".getBytes(StandardCharsets.US_ASCII);

    private final NetServer server = new NetServer();
    private final ServerContexts contexts;
    private final TlsConfig config;

    private NetBench(Path folder) throws IOException {
        config = new TlsConfig(
                folder.resolve("c.pem"),
                folder.resolve("k.pem"),
                Optional.empty(),
                Optional.empty(),
                List.of("TLSv1.3", "TLSv1.2"));
        ServerInfo info = new ServerInfo(
                Domain.parse("mx.example.test"),
                Domain.parse("example.test"),
                MailAddress.parse("postmaster@example.test"),
                "bench",
                folder);
        contexts = ServerContexts.open(config, info, InstantSource.system());
    }

    /// @param arguments seconds for each measurement, and the number of idle connections
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int idle = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5000;
        Path folder = Files.createTempDirectory("net-bench");
        NetBench bench = new NetBench(folder);
        try {
            bench.transactions(seconds);
            bench.transactions(seconds);
            bench.handshakes(seconds);
            bench.handshakes(seconds);
            bench.idle(idle);
            bench.halfClosed();
        } finally {
            bench.server.stop(Duration.ZERO);
        }
    }

    /// Four commands and a body of 10 KiB each.
    private void transactions(int seconds) throws Exception {
        InetSocketAddress address = open(false);
        long cpu = processNanos();
        double count = rate(seconds, CLIENTS, meter -> {
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream());
                byte[] body = ("x".repeat(76) + "\r\n").repeat(BODY_OCTETS / 78).getBytes(StandardCharsets.US_ASCII);
                while (meter.running()) {
                    for (String command : List.of("MAIL\r\n", "RCPT\r\n", "DATA " + body.length + "\r\n")) {
                        socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
                        in.readNBytes(OK.length);
                    }
                    socket.getOutputStream().write(body);
                    in.readNBytes(OK.length);
                    meter.count();
                }
            }
        });
        print("transactions of 4 answers and 10 KiB", count, "/s");
        print("  CPU of each, client and server", (processNanos() - cpu) / 1e3 / (count * seconds), " us");
    }

    private void handshakes(int seconds) throws Exception {
        InetSocketAddress address = open(true);
        SSLContext context = ClientContexts.open(config).anyCertificate();
        long cpu = processNanos();
        double full = rate(seconds, 8, meter -> {
            while (meter.running()) {
                try (SocketPeer peer = SocketPeer.connect(address, true)) {
                    peer.send("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                    peer.readLine();
                    meter.count();
                }
            }
        });
        print("TLS handshakes, full", full, "/s");
        print("  CPU of each, client and server", (processNanos() - cpu) / 1e3 / (full * seconds), " us");
        cpu = processNanos();
        double resumed = rate(seconds, 8, meter -> {
            while (meter.running()) {
                try (Socket socket = context.getSocketFactory().createSocket(address.getAddress(), address.getPort())) {
                    socket.setTcpNoDelay(true);
                    socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readNBytes(OK.length);
                    meter.count();
                }
            }
        });
        print("TLS handshakes, resumed", resumed, "/s");
        print("  CPU of each, client and server", (processNanos() - cpu) / 1e3 / (resumed * seconds), " us");
    }

    /// The heap that each connection holds after a command, in the clear and with TLS. Plain client sockets are the
    /// JDK's, about 1 KiB each, counted with it.
    private void idle(int connections) throws Exception {
        for (boolean tls : new boolean[] {false, true}) {
            InetSocketAddress address = open(tls);
            SSLContext context = ClientContexts.open(config).anyCertificate();
            List<Socket> sockets = new ArrayList<>();
            int number = tls ? connections / 10 : connections;
            long before = heap();
            for (int i = 0; i < number; i++) {
                Socket socket = tls
                        ? context.getSocketFactory().createSocket(address.getAddress(), address.getPort())
                        : new Socket(address.getAddress(), address.getPort());
                socket.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readNBytes(OK.length);
                sockets.add(socket);
            }
            print(
                    "heap of an idle connection" + (tls ? " with TLS, both ends" : ""),
                    (heap() - before) / (double) number,
                    " octets");
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /// CPU of the selector threads while a peer has half closed and its session is busy elsewhere.
    private void halfClosed() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        InetSocketAddress address = open(false, connection -> {
            say(connection);
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            socket.getInputStream().readNBytes(OK.length);
            socket.shutdownOutput();
            Map<Long, Long> before = selectorNanos();
            new CountDownLatch(1).await(2, TimeUnit.SECONDS);
            long sum = 0;
            for (Map.Entry<Long, Long> thread : selectorNanos().entrySet()) {
                sum += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
            }
            print("selector CPU in 2 s with a half-closed peer", sum / 1e6, " ms");
        } finally {
            end.countDown();
        }
    }

    private static Map<Long, Long> selectorNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> nanos = new HashMap<>();
        for (long id : threads.getAllThreadIds()) {
            ThreadInfo info = threads.getThreadInfo(id);
            if (info != null && info.getThreadName().contains("NioProcessor")) {
                nanos.put(id, threads.getThreadCpuTime(id));
            }
        }
        return nanos;
    }

    @SuppressWarnings("ExplicitGC") // what is measured is what stays
    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private InetSocketAddress open(boolean implicitTls) throws IOException {
        return open(implicitTls, NetBench::serve);
    }

    private InetSocketAddress open(boolean implicitTls, Session session) throws IOException {
        ProtocolHandler handler = new ProtocolHandler() {
            @Override
            public void serve(Connection connection) throws ConnectionEndedException {
                session.serve(connection);
            }

            @Override
            public byte[] refusal(String reason) {
                return new byte[0];
            }
        };
        return server.open(new ListenerSpec(
                new ListenerInfo("bench", "bench", implicitTls),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                handler,
                Optional.of(contexts::current),
                false,
                100_000,
                100_000,
                List.of(),
                Duration.ofDays(1)));
    }

    private static void serve(Connection connection) throws ConnectionEndedException {
        byte[] buffer = new byte[0];
        boolean on = true;
        while (on) {
            String command;
            try {
                command = new String(connection.readLine(512), StandardCharsets.US_ASCII).strip();
            } catch (LineTooLongException e) {
                throw new IllegalStateException(e);
            }
            if (command.startsWith("DATA ")) {
                say(connection);
                int left = Integer.parseInt(command.substring(5));
                buffer = buffer.length == 0 ? new byte[8192] : buffer;
                while (left > 0) {
                    left -= connection.read(buffer, 0, Math.min(left, buffer.length));
                }
            }
            say(connection);
            on = !command.equals("QUIT");
        }
    }

    private static void say(Connection connection) throws ConnectionEndedException {
        connection.write(OK);
        connection.flush();
    }

    private static long processNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double rate(int seconds, int clients, Client client) throws Exception {
        Meter meter = new Meter(System.nanoTime() + Duration.ofSeconds(seconds).toNanos());
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    client.run(meter);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return meter.counted.sum() * 1e9 / (System.nanoTime() - start);
    }

    @SuppressWarnings("SystemOut") // this is a program
    private static void print(String what, double value, String unit) {
        System.out.printf(Locale.ROOT, "%-50s %,12.0f%s%n", what, value, unit);
    }

    private record Meter(long end, LongAdder counted) {
        Meter(long end) {
            this(end, new LongAdder());
        }

        boolean running() {
            return System.nanoTime() < end;
        }

        void count() {
            counted.increment();
        }
    }

    private interface Client {
        void run(Meter meter) throws IOException;
    }

    private interface Session {
        void serve(Connection connection) throws ConnectionEndedException;
    }
}
