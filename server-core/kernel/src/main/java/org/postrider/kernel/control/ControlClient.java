package org.postrider.kernel.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Asks the server of a home.
public final class ControlClient {
    private final Path home;

    public ControlClient(Path home) {
        this.home = home;
    }

    /// Asks, and gives the answer's members.
    ///
    /// @return empty where no server runs on that home
    /// @throws ControlException where the server refuses; its sentence
    public Optional<Map<String, Object>> ask(String command, Map<String, Object> arguments) throws ControlException {
        return stream(command, arguments, _ -> {});
    }

    /// Asks for something of which there may be very much.
    ///
    /// @param items takes each piece as it comes
    /// @return the members of the answer's end; empty where no server runs on that home
    /// @throws ControlException where the server refuses; its sentence
    public Optional<Map<String, Object>> stream(
            String command, Map<String, Object> arguments, Consumer<Map<String, Object>> items)
            throws ControlException {
        try (SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!connect(server)) {
                return Optional.empty();
            }
            Map<String, Object> question = new LinkedHashMap<>(arguments);
            question.put("command", command);
            var out = Channels.newOutputStream(server);
            out.write(JSON.std.asBytes(question));
            out.write('\n');
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(server), StandardCharsets.UTF_8));
            Map<String, Object> answer = JSON.std.mapFrom(line(in));
            while (answer.get("item") instanceof Map<?, ?> item && !answer.containsKey("ok")) {
                items.accept(named(item));
                answer = JSON.std.mapFrom(line(in));
            }
            if (!Boolean.TRUE.equals(answer.get("ok"))) {
                throw new ControlException(String.valueOf(answer.get("error")));
            }
            answer.remove("ok");
            return Optional.of(answer);
        } catch (IOException e) {
            throw new ControlException("the server at " + home + " does not answer: " + e.getMessage(), e);
        }
    }

    private static String line(BufferedReader in) throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("it ended in the middle of its answer");
        }
        return line;
    }

    private static Map<String, Object> named(Map<?, ?> item) {
        Map<String, Object> named = new LinkedHashMap<>();
        item.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }

    private boolean connect(SocketChannel server) {
        try {
            return server.connect(ControlSocket.find(home));
        } catch (IOException e) {
            // No socket, or nobody behind it: no server runs.
            return false;
        }
    }
}
