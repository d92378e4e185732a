package org.postrider.dist.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.postrider.api.config.HostPort;
import org.postrider.kernel.boot.HomeSettings.Encryption;
import org.postrider.kernel.boot.HomeSettings.Listener;

/// Whether the listeners of a running server answer, and those of a stopped one could.
final class PortCheck implements Check {
    private static final int LINE_MAX = 4096;
    private static final int SHOWN_MAX = 60;

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public List<Finding> examine(Patient patient) {
        List<Finding> findings = new ArrayList<>();
        for (Listener listener : patient.settings().listeners()) {
            boolean runs = patient.status().isPresent();
            if (runs && !open(patient).contains(listener.name())) {
                findings.add(Finding.warning(
                        "the running server does not have the listener " + listener.name(),
                        "it was added after the start: postrider restart"));
                continue;
            }
            for (HostPort bind : listener.bind()) {
                // Port 0 is another free one each time.
                if (bind.isPath()) {
                    findings.add(socket(listener, Path.of(bind.host()), runs));
                } else if (bind.portOr(0) != 0) {
                    findings.add(runs ? answers(listener, bind, patient) : couldOpen(listener, bind));
                }
            }
        }
        return findings;
    }

    private static Set<String> open(Patient patient) {
        Object listeners =
                patient.status().map(members -> members.get("listeners")).orElse(List.of());
        return listeners instanceof List<?> all
                ? all.stream()
                        .filter(Map.class::isInstance)
                        .map(each -> String.valueOf(((Map<?, ?>) each).get("name")))
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static Finding socket(Listener listener, Path path, boolean runs) {
        if (!runs || Files.exists(path)) {
            return Finding.ok(listener.name() + " " + (runs ? "is there at " : "will be at ") + path);
        }
        return Finding.fault(
                listener.name() + ": the socket " + path + " is gone", "somebody removed it: postrider restart");
    }

    private static Finding answers(Listener listener, HostPort bind, Patient patient) {
        String where = listener.name() + " on " + bind;
        InetSocketAddress address;
        try {
            address = Sockets.near(bind);
        } catch (UnknownHostException e) {
            return Finding.fault(where + ": that host has no address", "write an address into bind of listeners.xml");
        }
        try (var socket = Sockets.connect(address, patient.patience())) {
            if (listener.encryption() == Encryption.IMPLICIT) {
                return Finding.ok(where + " accepts");
            }
            String greeting = new String(
                    Objects.requireNonNullElse(Sockets.line(socket, LINE_MAX), new byte[0]), StandardCharsets.UTF_8);
            return greeting.isEmpty()
                    ? Finding.warning(
                            where + " accepts and does not greet",
                            "see log/postrider.log for why; this host may be over the listener's limit of connections")
                    : Finding.ok(where + " greets: " + greeting.substring(0, Math.min(SHOWN_MAX, greeting.length())));
        } catch (IOException e) {
            return Finding.fault(
                    where + " does not answer: " + e.getMessage(),
                    "see log/postrider.log, then: postrider restart; a packet filter on this host may also be in the way");
        }
    }

    private static Finding couldOpen(Listener listener, HostPort bind) {
        int port = bind.portOr(0);
        String where = listener.name() + " on " + bind;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind.host()), port));
            return Finding.ok(where + " can be opened");
        } catch (UnknownHostException e) {
            return Finding.fault(where + ": that host has no address", "write an address into bind of listeners.xml");
        } catch (IOException e) {
            String cause = String.valueOf(e.getMessage());
            if (cause.toLowerCase(Locale.ROOT).contains("permission")) {
                return Finding.fault(
                        where + " may not be opened by this user: ports below 1024 are for root",
                        "let systemd start it (AmbientCapabilities=CAP_NET_BIND_SERVICE), or:"
                                + " sysctl net.ipv4.ip_unprivileged_port_start=24");
            }
            String holder = PortHolder.of(port).orElse("");
            return Finding.fault(
                    where + " cannot be opened: " + (holder.isEmpty() ? cause : "it is held by " + holder),
                    holder.isEmpty()
                            ? "as root, see who has it: ss -ltnp 'sport = :" + port + "'"
                            : "stop that program, or give the listener another port in listeners.xml");
        }
    }
}
