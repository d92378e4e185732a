package org.postrider.dist.cli;

import java.util.List;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.kernel.directory.DirectoryFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider domain`
@Command(name = "domain", description = "Domains whose mail ends here.")
final class DomainCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "add", description = "Makes a domain local.")
    int add(@Parameters(paramLabel = "DOMAIN", description = "Its name.") String name) throws Exception {
        files().addDomain(domain(name));
        return 0;
    }

    @Command(name = "remove", description = "Makes a domain foreign again. It must have no users.")
    int remove(@Parameters(paramLabel = "DOMAIN", description = "Its name.") String name) throws Exception {
        files().removeDomain(domain(name));
        return 0;
    }

    @Command(name = "list", description = "Shows the local domains.")
    int list(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        List<String> names = files().domains().stream().map(Domain::name).toList();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(names));
        } else {
            names.forEach(out::println);
        }
        return 0;
    }

    private DirectoryFiles files() throws CommandFailedException {
        return new DirectoryFiles(postrider.home().resolve("conf"));
    }

    private static Domain domain(String name) throws CommandFailedException {
        try {
            return Domain.parse(name);
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + name + "' is no domain: " + e.getMessage());
        }
    }
}
