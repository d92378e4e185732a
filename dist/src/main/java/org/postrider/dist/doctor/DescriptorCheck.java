package org.postrider.dist.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.kernel.boot.HomeSettings.Listener;

/// Whether the process may open as many files as its listeners take connections. On Linux.
final class DescriptorCheck implements Check {
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\S+)\\s+(\\S+)");
    /// For journal, mailboxes, indexes and connections to other hosts.
    private static final long BESIDES = 2000;

    @Override
    public String name() {
        return "open files";
    }

    @Override
    public List<Finding> examine(Patient patient) throws IOException {
        String process = patient.pid().map(String::valueOf).orElse("self");
        Path limits = Path.of("/proc", process, "limits");
        if (!Files.isReadable(limits)) {
            return List.of();
        }
        // Java raises its own limit to the hard one.
        OptionalLong allowed = limit(Files.readString(limits), patient.pid().isPresent() ? 1 : 2);
        long needed = BESIDES
                + patient.settings().listeners().stream()
                        .mapToLong(Listener::connectionsMax)
                        .sum();
        if (allowed.isEmpty() || allowed.getAsLong() >= needed) {
            String most = allowed.isEmpty() ? "any number of" : String.valueOf(allowed.getAsLong());
            return List.of(Finding.ok("the process may open " + most + " files; the listeners may need " + needed));
        }
        return List.of(Finding.warning(
                "the process may open " + allowed.getAsLong() + " files, and the listeners may need " + needed,
                "LimitNOFILE=" + Math.max(65_536, needed)
                        + " in the systemd unit (or ulimit -n), or smaller maxConnections in listeners.xml"));
    }

    private static OptionalLong limit(String text, int column) {
        Matcher matcher = OPEN_FILES.matcher(text);
        return matcher.find() && !matcher.group(column).equals("unlimited")
                ? OptionalLong.of(Long.parseLong(matcher.group(column)))
                : OptionalLong.empty();
    }
}
