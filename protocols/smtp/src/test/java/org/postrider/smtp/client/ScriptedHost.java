package org.postrider.smtp.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postrider.api.net.Connection;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.net.Connector;
import org.postrider.api.net.LineTooLongException;
import org.postrider.testkit.MemoryConnection;

/// A host that says what a script says, one script for each connection, and keeps what it is told.
///
/// A line of a script is `S: text` to say, `C: text` for what must be heard, `C.` for a message up to its dot, `TLS`,
/// `NO-TLS` for a handshake that fails, `CLOSE`, or `HANG` to say no more until the client
/// leaves.
final class ScriptedHost implements Connector {
    private final List<String> scripts;
    private final List<Thread> sessions = new ArrayList<>();
    private final List<String> problems = new CopyOnWriteArrayList<>();
    final List<Destination> destinations = new ArrayList<>();
    final List<String> messages = new CopyOnWriteArrayList<>();

    ScriptedHost(String... scripts) {
        this.scripts = List.of(scripts);
    }

    @Override
    public Connection connect(Destination destination) throws IOException {
        destinations.add(destination);
        if (destinations.size() > scripts.size()) {
            throw new IOException("connection refused");
        }
        String script = scripts.get(destinations.size() - 1);
        MemoryConnection.Pair pair = MemoryConnection.pair(MemoryConnection.Settings.DEFAULT);
        sessions.add(Thread.ofVirtual().start(() -> play(script, pair)));
        return pair.client();
    }

    /// Everything was said and heard as the scripts say.
    void verify() throws InterruptedException {
        for (Thread session : sessions) {
            session.join();
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
    }

    private void play(String script, MemoryConnection.Pair pair) {
        try (MemoryConnection connection = pair.server()) {
            for (String line : script.lines().toList()) {
                if (line.startsWith("S: ")) {
                    connection.write((line.substring(3) + "\r\n").getBytes(StandardCharsets.UTF_8));
                    connection.flush();
                } else if (line.startsWith("C: ")) {
                    String heard = heard(connection);
                    if (!heard.equals(line.substring(3) + "\r\n")) {
                        problems.add("expected " + line + ", heard " + heard);
                        return;
                    }
                } else {
                    switch (line) {
                        case "C." -> message(connection);
                        case "TLS" -> connection.startTls(new byte[0]);
                        case "NO-TLS" -> pair.client().breakTls();
                        case "CLOSE" -> {
                            return;
                        }
                        case "HANG" -> {
                            hang(connection);
                            return;
                        }
                        default -> problems.add("no line of a script: " + line);
                    }
                }
            }
        } catch (ConnectionEndedException e) {
            problems.add("the client left before its time: " + e.getMessage());
        }
    }

    private static void hang(MemoryConnection connection) {
        try {
            while (true) {
                heard(connection);
            }
        } catch (ConnectionEndedException _) {
            // The client had enough.
        }
    }

    private void message(MemoryConnection connection) throws ConnectionEndedException {
        StringBuilder message = new StringBuilder();
        while (!message.toString().endsWith("\r\n.\r\n") && !message.toString().equals(".\r\n")) {
            message.append(heard(connection));
        }
        messages.add(message.toString());
    }

    private static String heard(MemoryConnection connection) throws ConnectionEndedException {
        try {
            return new String(connection.readLine(100_000), StandardCharsets.UTF_8);
        } catch (LineTooLongException e) {
            throw new AssertionError(e);
        }
    }
}
