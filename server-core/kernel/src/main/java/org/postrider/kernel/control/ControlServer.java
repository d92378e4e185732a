package org.postrider.kernel.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the command line. Each connection is one question: a line of JSON `{"command": "...", ...}`, answered by one
/// line, `{"ok": true, ...}` or `{"ok": false, "error": "a sentence"}`. Before it may come any number of lines
/// `{"item": {...}}`.
public final class ControlServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
    private static final int QUESTION_OCTETS_MAX = 64 * 1024;
    private static final int CONNECTIONS_MAX = 16;
    private static final long FLUSH_NANOS = Duration.ofMillis(200).toNanos();

    private final Path home;
    private final Map<String, ControlCommand> commands;
    private final Map<String, ControlStream> streams;
    private final UnixDomainSocketAddress address;
    private final ServerSocketChannel server;
    private final Semaphore connections = new Semaphore(CONNECTIONS_MAX);

    private ControlServer(
            Path home,
            Map<String, ControlCommand> commands,
            Map<String, ControlStream> streams,
            UnixDomainSocketAddress address,
            ServerSocketChannel server) {
        this.home = home;
        this.commands = Map.copyOf(commands);
        this.streams = Map.copyOf(streams);
        this.address = address;
        this.server = server;
    }

    /// Opens the socket and answers from now on.
    ///
    /// @param commands by name
    public static ControlServer open(Path home, Map<String, ControlCommand> commands) throws IOException {
        return open(home, commands, Map.of());
    }

    /// Opens the socket and answers from now on.
    ///
    /// @param commands by name
    /// @param streams by name, other ones than the commands
    public static ControlServer open(
            Path home, Map<String, ControlCommand> commands, Map<String, ControlStream> streams) throws IOException {
        UnixDomainSocketAddress address = ControlSocket.prepare(home);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address);
        Files.setPosixFilePermissions(address.getPath(), PosixFilePermissions.fromString("rw-------"));
        ControlServer opened = new ControlServer(home, commands, streams, address, server);
        Thread.ofPlatform().daemon().name("control").start(opened::accept);
        return opened;
    }

    @Override
    public void close() {
        try {
            server.close();
            ControlSocket.remove(home, address);
        } catch (IOException e) {
            LOG.warn("the control socket cannot be removed", e);
        }
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                connections.acquireUninterruptibly();
                Thread.ofVirtual().name("control").start(() -> answer(client));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("the control socket does not accept: {}", e.toString());
            }
        }
    }

    private void answer(SocketChannel client) {
        try (client) {
            byte[] line = Lines.read(Channels.newInputStream(client), QUESTION_OCTETS_MAX);
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(client));
            write(out, answer(new String(line, StandardCharsets.UTF_8), pieces(out)));
            out.flush();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a control connection ended early", e);
        } finally {
            connections.release();
        }
    }

    // Progress is of use only while it is fresh.
    private static Consumer<Map<String, Object>> pieces(OutputStream out) {
        AtomicLong flushed = new AtomicLong(System.nanoTime());
        return item -> {
            write(out, Map.of("item", item));
            if (System.nanoTime() - flushed.get() > FLUSH_NANOS) {
                flush(out);
                flushed.set(System.nanoTime());
            }
        };
    }

    private static void flush(OutputStream out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(OutputStream out, Map<String, Object> line) {
        try {
            out.write(JSON.std.asBytes(line));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> answer(String question, Consumer<Map<String, Object>> items) {
        try {
            Map<String, Object> arguments = JSON.std.mapFrom(new BufferedReader(new StringReader(question)));
            String name = String.valueOf(arguments.get("command"));
            ControlStream stream = streams.get(name);
            if (stream != null) {
                stream.run(arguments, items);
                return Map.of("ok", true);
            }
            ControlCommand command = commands.get(name);
            if (command == null) {
                return error("the server does not know the command '" + name + "'; is it of another version?");
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("ok", true);
            answer.putAll(command.run(arguments));
            return answer;
        } catch (ControlException e) {
            return error(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return error("the question is no JSON object");
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("a control command failed", e);
            return error("the server failed at this; its log says why");
        }
    }

    private static Map<String, Object> error(String sentence) {
        return Map.of("ok", false, "error", sentence);
    }
}
