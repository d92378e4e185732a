package org.postrider.dist.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.postrider.api.config.HostPort;
import org.postrider.dist.doctor.Answers.UnansweredException;
import org.postrider.kernel.boot.HomeSettings.Listener;

/// Whether the addresses under which others look for the server lead to port 25, as far as that can be seen from here.
final class ReachCheck implements Check {
    private static final int SMTP = 25;

    @Override
    public String name() {
        return "reach";
    }

    @Override
    public List<Finding> examine(Patient patient) {
        String host = patient.settings().server().hostname().name();
        if (!forTheWorld(patient.settings().listeners())) {
            return List.of(Finding.note(
                    "no listener takes mail on port 25 from other hosts",
                    "where it should, write bind=\"[::]:25\" into the listener smtp of listeners.xml"));
        }
        if (patient.status().isEmpty()) {
            return List.of(Finding.note("the server is stopped: nobody reaches it", "postrider start"));
        }
        try {
            List<Finding> findings = new ArrayList<>();
            for (InetAddress address : Answers.records(patient.dns().addresses(host))) {
                findings.add(examine(address, patient));
            }
            return findings;
        } catch (UnansweredException e) {
            return List.of(e.finding(host));
        }
    }

    private static boolean forTheWorld(List<Listener> listeners) {
        return listeners.stream()
                .filter(listener -> listener.protocol().equals("smtp"))
                .flatMap(listener -> listener.bind().stream())
                .anyMatch(bind -> !bind.isPath() && bind.portOr(0) == SMTP && !isLoopback(bind));
    }

    private static boolean isLoopback(HostPort bind) {
        return bind.host().startsWith("127.")
                || bind.host().equals("::1")
                || bind.host().equals("localhost");
    }

    private static Finding examine(InetAddress address, Patient patient) {
        String text = Answers.text(address);
        try (var socket = Sockets.connect(new InetSocketAddress(address, SMTP), patient.patience())) {
            return Finding.ok(Answers.text(socket.getInetAddress())
                    + " answers on port 25 from here; from another host try: nc -vz " + text + " 25");
        } catch (IOException e) {
            return Finding.warning(
                    text + " does not answer on port 25 from here: " + e.getMessage(),
                    "from another host try: nc -vz " + text + " 25; where that fails too, let the firewall or router"
                            + " pass port 25, or ask the provider to");
        }
    }
}
