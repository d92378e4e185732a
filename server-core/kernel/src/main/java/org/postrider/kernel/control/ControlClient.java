package org.postrider.kernel.control;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Asks the server of a home.
public final class ControlClient {
    private static final int ANSWER_OCTETS_MAX = 256 * 1024 * 1024;

    private final Path home;

    public ControlClient(Path home) {
        this.home = home;
    }

    /// Asks, and gives the answer's members.
    ///
    /// @return empty where no server runs on that home
    /// @throws ControlException where the server refuses; its sentence
    public Optional<Map<String, Object>> ask(String command, Map<String, Object> arguments) throws ControlException {
        try (SocketChannel server = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!connect(server)) {
                return Optional.empty();
            }
            Map<String, Object> question = new LinkedHashMap<>(arguments);
            question.put("command", command);
            var out = Channels.newOutputStream(server);
            out.write(JSON.std.asBytes(question));
            out.write('\n');
            byte[] line = Lines.read(Channels.newInputStream(server), ANSWER_OCTETS_MAX);
            Map<String, Object> answer = JSON.std.mapFrom(new String(line, StandardCharsets.UTF_8));
            if (!Boolean.TRUE.equals(answer.get("ok"))) {
                throw new ControlException(String.valueOf(answer.get("error")));
            }
            answer.remove("ok");
            return Optional.of(answer);
        } catch (IOException e) {
            throw new ControlException("the server at " + home + " does not answer: " + e.getMessage(), e);
        }
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
