package org.postrider.dist.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.postrider.api.config.HostPort;
import org.postrider.api.mail.Domain;
import org.postrider.kernel.boot.HomeSettings.Listener;

/// Tries to relay by the server's own listeners, as a stranger would (RFC 5321 §3.6.3); no message is sent.
final class RelayCheck implements Check {
    private static final int LINE_MAX = 4096;
    private static final String ELSEWHERE = "relay-test@relay-test.invalid";

    @Override
    public String name() {
        return "open relay";
    }

    @Override
    public List<Finding> examine(Patient patient) {
        List<Listener> listeners = patient.settings().listeners().stream()
                .filter(listener -> List.of("smtp", "submission").contains(listener.protocol()))
                .filter(listener -> listener.encryption() != org.postrider.kernel.boot.HomeSettings.Encryption.IMPLICIT)
                .toList();
        if (patient.status().isEmpty()) {
            return List.of(Finding.note("the server is stopped, and relays nothing", "look again when it runs"));
        }
        List<Finding> findings = new ArrayList<>();
        for (Listener listener : listeners) {
            listener.bind().stream()
                    .filter(bind -> !bind.isPath() && bind.portOr(0) != 0)
                    .findFirst()
                    .ifPresent(bind -> findings.add(examine(listener, bind, patient)));
        }
        return findings;
    }

    private static Finding examine(Listener listener, HostPort bind, Patient patient) {
        String where = listener.name() + " on " + bind;
        try {
            InetSocketAddress address = Sockets.near(bind);
            for (Attempt attempt : attempts(patient.settings().domains(), patient)) {
                try (Socket socket = Sockets.connect(address, patient.patience())) {
                    if (accepts(socket, attempt)) {
                        return Finding.fault(
                                where + " takes mail from " + attempt.from() + " to " + attempt.to() + " of "
                                        + socket.getLocalAddress().getHostAddress() + " without a log-in",
                                "take that address out of trustedNetworks of the listener, unless all programs of this host"
                                        + " may send to anywhere");
                    }
                }
            }
            return Finding.ok(where + " does not relay for strangers");
        } catch (IOException e) {
            return Finding.warning(
                    where + " could not be tried: " + e.getMessage(), "see log/postrider.log, and look again");
        }
    }

    private static List<Attempt> attempts(List<Domain> domains, Patient patient) {
        String own = domains.isEmpty()
                ? patient.settings().server().hostname().name()
                : domains.getFirst().name();
        String stranger = "<relay-test@relay-test.example>";
        String host = ELSEWHERE.replace('@', '%') + "@" + own;
        return List.of(
                new Attempt(stranger, "<" + ELSEWHERE + ">"),
                new Attempt("<>", "<" + ELSEWHERE + ">"),
                // Who pretends to be a user here is still a stranger.
                new Attempt("<postmaster@" + own + ">", "<" + ELSEWHERE + ">"),
                new Attempt(stranger, "<" + host + ">"),
                new Attempt(stranger, "<@" + own + ":" + ELSEWHERE + ">"),
                new Attempt(stranger, "<\"" + ELSEWHERE + "\"@" + own + ">"));
    }

    // No DATA follows: what was accepted is forgotten.
    private static boolean accepts(Socket socket, Attempt attempt) throws IOException {
        int greeting = reply(socket);
        int hello = greeting == 220 ? ask(socket, "EHLO relay-test.example") : greeting;
        if (hello != 250) {
            throw new IOException("it turns this host away with " + hello);
        }
        boolean accepted =
                ask(socket, "MAIL FROM:" + attempt.from()) == 250 && ask(socket, "RCPT TO:" + attempt.to()) / 10 == 25;
        ask(socket, "RSET");
        ask(socket, "QUIT");
        return accepted;
    }

    private static int ask(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return reply(socket);
    }

    private static int reply(Socket socket) throws IOException {
        while (true) {
            byte[] octets = Sockets.line(socket, LINE_MAX);
            String line = new String(Objects.requireNonNullElse(octets, new byte[0]), StandardCharsets.UTF_8);
            if (line.length() < 3 || !line.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IOException(
                        octets == null ? "the connection ended early" : "this is no reply of SMTP: " + line);
            }
            if (line.length() == 3 || line.charAt(3) != '-') {
                return Integer.parseInt(line.substring(0, 3));
            }
        }
    }

    private record Attempt(String from, String to) {}
}
