package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.kernel.directory.DirectoryFiles;
import org.postrider.kernel.directory.DomainsConfig.RelayEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider domain`
@Command(
        name = "domain",
        description = "Domains whose mail ends here, or is taken for another host.",
        subcommands = DomainRecordsCommand.class)
final class DomainCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "add", description = "Makes a domain local, or with --relay one whose mail is taken and handed on.")
    int add(
            @Parameters(paramLabel = "DOMAIN", description = "Its name.") String name,
            @Option(names = "--relay", description = "Its users are on another host, which routes.xml or its MX names.")
                    boolean relay,
            @Option(
                            names = "--recipients",
                            paramLabel = "FILE",
                            description = "With --relay: its addresses, one a line; others are refused.")
                    @Nullable
                    Path recipients,
            @Option(
                            names = "--directory",
                            paramLabel = "NAME",
                            description =
                                    "Where its users are kept: a <directory> of server.xml; users.xml without it.")
                    @Nullable
                    String directory)
            throws Exception {
        if (recipients != null && !relay) {
            throw new CommandFailedException("--recipients is for --relay: a local domain has users");
        }
        if (directory != null && relay) {
            throw new CommandFailedException("--directory is for a local domain: the users of a --relay are elsewhere");
        }
        if (relay) {
            files().addRelay(domain(name), Optional.ofNullable(recipients).map(Path::toAbsolutePath));
        } else {
            files().addDomain(domain(name), Optional.ofNullable(directory));
        }
        return 0;
    }

    @Command(name = "remove", description = "Makes a domain foreign. It must have no users.")
    int remove(@Parameters(paramLabel = "DOMAIN", description = "Its name.") String name) throws Exception {
        files().removeDomain(domain(name));
        return 0;
    }

    @Command(name = "list", description = "Shows the local domains.")
    int list(
            @Option(names = "--json", description = "As a JSON array.") boolean json,
            @Option(names = "--relay", description = "Those whose mail is handed on instead.") boolean relay)
            throws Exception {
        List<Domain> domains =
                relay ? files().relays().stream().map(RelayEntry::name).toList() : files().domains();
        List<String> names = domains.stream().map(Domain::name).toList();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(names));
        } else {
            names.forEach(out::println);
        }
        return 0;
    }

    Path home() throws CommandFailedException {
        return postrider.home();
    }

    private DirectoryFiles files() throws CommandFailedException {
        return new DirectoryFiles(home().resolve("conf"));
    }

    private static Domain domain(String name) throws CommandFailedException {
        try {
            return Domain.parse(name);
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + name + "' is no domain: " + e.getMessage());
        }
    }
}
