package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.postrider.dist.doctor.Doctor;
import org.postrider.dist.doctor.Finding;
import org.postrider.dist.doctor.Finding.Level;
import org.postrider.dist.doctor.Patient;
import org.postrider.kernel.boot.ConfigurationException;
import org.postrider.kernel.boot.HomeSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider doctor`
@Command(
        name = "doctor",
        description =
                "Looks at DNS records, ports, certificates, relaying, disk, clock, files and queue, and says what to"
                        + " mend. Changes nothing and sends no mail; the server may run or not. Exit code 1 where there is a fault.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As a JSON object.")
    private boolean json;

    @Option(names = "--all", description = "Shows also what is good.")
    private boolean all;

    @Override
    public Integer call() throws Exception {
        Path home = postrider.home();
        List<Doctor.Seen> seen = new Doctor().examine(Patient.of(home, settings(home)));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(members(seen)));
        } else {
            print(out, seen);
        }
        return count(seen, Level.FAULT) == 0 ? 0 : 1;
    }

    private static HomeSettings settings(Path home) throws Exception {
        try {
            return HomeSettings.read(home);
        } catch (ConfigurationException e) {
            throw new CommandFailedException(e.getMessage() + System.lineSeparator()
                    + "Mend the configuration first; postrider config check looks at it alone.");
        }
    }

    private void print(PrintWriter out, List<Doctor.Seen> seen) {
        var ansi = spec.commandLine().getColorScheme().ansi();
        for (Doctor.Seen each : seen) {
            List<Finding> shown = each.findings().stream()
                    .filter(finding -> all || finding.level() != Level.OK)
                    .toList();
            if (shown.isEmpty()) {
                continue;
            }
            out.println(each.name());
            for (Finding finding : shown) {
                out.println("  " + ansi.string(word(finding.level())) + finding.what() + ".");
                if (!finding.mend().isEmpty()) {
                    out.println("           -> " + finding.mend());
                }
            }
        }
        out.printf(
                "%d faults, %d warnings, %d notes; %d good%s.%n",
                count(seen, Level.FAULT),
                count(seen, Level.WARNING),
                count(seen, Level.NOTE),
                count(seen, Level.OK),
                all ? "" : " (--all shows them)");
    }

    private static String word(Level level) {
        return switch (level) {
            case OK -> "@|green ok|@       ";
            case NOTE -> "@|cyan note|@     ";
            case WARNING -> "@|yellow warning|@  ";
            case FAULT -> "@|red,bold FAULT|@    ";
        };
    }

    private static long count(List<Doctor.Seen> seen, Level level) {
        return seen.stream()
                .flatMap(each -> each.findings().stream())
                .filter(finding -> finding.level() == level)
                .count();
    }

    private static Map<String, Object> members(List<Doctor.Seen> seen) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("faults", count(seen, Level.FAULT));
        members.put("warnings", count(seen, Level.WARNING));
        members.put(
                "findings",
                seen.stream()
                        .flatMap(each -> each.findings().stream().map(finding -> members(each.name(), finding)))
                        .toList());
        return members;
    }

    private static Map<String, Object> members(String check, Finding finding) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("check", check);
        members.put("level", finding.level().name().toLowerCase(Locale.ROOT));
        members.put("what", finding.what());
        if (!finding.mend().isEmpty()) {
            members.put("mend", finding.mend());
        }
        return members;
    }
}
