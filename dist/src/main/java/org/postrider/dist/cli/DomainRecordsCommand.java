package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.dist.setup.DnsRecords;
import org.postrider.kernel.boot.HomeSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider domain records`
@Command(
        name = "records",
        description =
                "Shows what to publish in the DNS, as lines of a zone file: MX, SPF, DMARC, SRV for mail programs, and"
                        + " TLSA of the certificate. What is there already is told by: postrider doctor")
final class DomainRecordsCommand implements Callable<Integer> {
    @ParentCommand
    private DomainCommand domains;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOMAIN", arity = "0..*", description = "Its name. Without any: all local domains.")
    private @Nullable List<String> names;

    @Option(names = "--json", description = "As a JSON array.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        HomeSettings settings = HomeSettings.read(domains.home());
        List<DnsRecords.Line> lines = lines(settings, chosen(settings));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(lines.stream()
                    .filter(line -> !line.isComment())
                    .map(line -> Map.of("name", line.name(), "type", line.type(), "value", line.value()))
                    .toList()));
        } else {
            lines.forEach(out::println);
        }
        return 0;
    }

    static List<DnsRecords.Line> lines(HomeSettings settings, List<Domain> domains) throws Exception {
        DnsRecords records = new DnsRecords(settings);
        List<DnsRecords.Line> lines = new ArrayList<>(records.ofServer());
        domains.forEach(domain -> lines.addAll(records.of(domain)));
        return lines;
    }

    private List<Domain> chosen(HomeSettings settings) throws CommandFailedException {
        List<String> named = names;
        if (named == null || named.isEmpty()) {
            return settings.domains();
        }
        List<Domain> chosen = new ArrayList<>();
        for (String name : named) {
            try {
                chosen.add(Domain.parse(name));
            } catch (AddressSyntaxException e) {
                throw new CommandFailedException("'" + name + "' is no domain: " + e.getMessage());
            }
            if (!settings.domains().contains(chosen.getLast())) {
                throw new CommandFailedException(
                        name + " is no local domain; add it: postrider domain add " + chosen.getLast());
            }
        }
        return chosen;
    }
}
