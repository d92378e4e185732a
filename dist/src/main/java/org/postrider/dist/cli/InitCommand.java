package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.boot.HomeCreator;
import org.postrider.kernel.boot.HomeSettings;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.AliasFile;
import org.postrider.kernel.directory.AliasesConfig.AliasEntry;
import org.postrider.kernel.directory.DirectoryFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postrider init`
@Command(
        name = "init",
        description =
                "Makes a home: the folder with a server's configuration and mail. On a terminal it asks for what the"
                        + " options do not say. At the end it shows what to publish in the DNS.")
final class InitCommand implements Callable<Integer> {
    private static final int PORT_BASE_MAX = 65_535 - 995;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "HOME",
            arity = "0..1",
            description =
                    "The folder to make; it must not exist or be empty. Default: the environment variable POSTRIDER_HOME.")
    private @Nullable Path home;

    @Option(
            names = "--hostname",
            paramLabel = "NAME",
            description = "The server's name in the domain name system, such as mx.example.org.")
    private @Nullable String hostname;

    @Option(
            names = "--domain",
            paramLabel = "DOMAIN",
            split = ",",
            description =
                    "A local domain, such as example.org; several with commas. The first is that of users who log in"
                            + " without one.")
    private List<String> domains = new ArrayList<>();

    @Option(
            names = "--user",
            paramLabel = "NAME@DOMAIN",
            description = "The first account. Mail for the postmaster of each domain goes to it too.")
    private @Nullable String user;

    @Option(
            names = "--password-stdin",
            description = "Take its password from the first line of standard input instead of asking for it.")
    private boolean passwordStdin;

    @Option(
            names = "--port-base",
            paramLabel = "BASE",
            description = "Listen on 127.0.0.1 only, on BASE plus the standard port: 20000 gives SMTP on 20025, IMAP on"
                    + " 20143. Without it: the standard ports on all addresses.")
    private @Nullable Integer portBase;

    @Override
    public Integer call() throws Exception {
        NewServer server = server();
        make(server);
        PrintWriter out = spec.commandLine().getOut();
        String postrider = "  postrider --home " + server.home() + " ";
        out.println(server.home() + " is ready. Publish in the DNS (shown again by: postrider domain records):");
        out.println();
        HomeSettings settings = HomeSettings.read(server.home());
        DomainRecordsCommand.lines(settings, settings.domains()).forEach(line -> out.println("  " + line));
        out.println();
        out.println("Next:");
        if (server.user().isEmpty()) {
            out.println(postrider + "user add postmaster@" + server.domains().getFirst());
        }
        out.println(postrider + "start");
        out.println(postrider + "doctor");
        return 0;
    }

    private NewServer server() throws Exception {
        Integer base = portBase;
        if (base != null && (base < 0 || base > PORT_BASE_MAX)) {
            throw new CommandFailedException("--port-base " + base + " is out of range: 0 to " + PORT_BASE_MAX);
        }
        List<String> names = new ArrayList<>();
        for (String domain : domains) {
            names.add(name(domain));
        }
        NewServer.Given given = new NewServer.Given(
                Optional.ofNullable(home).or(InitCommand::environment),
                hostname == null ? Optional.empty() : Optional.of(name(hostname)),
                names,
                user == null ? Optional.empty() : Optional.of(user(user, names)),
                passwordStdin ? Optional.of(Passwords.read(true, Passwords.Kind.NEW)) : Optional.empty(),
                Optional.ofNullable(base));
        if (given.missing().isEmpty()) {
            return told(given);
        }
        Asking person = Asking.terminal()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "Say also: " + String.join(", ", given.missing()) + " (on a terminal, init asks)."));
        return new Interview(person, spec.commandLine().getOut()).complete(given, ownName());
    }

    private static NewServer told(NewServer.Given given) throws Exception {
        Optional<String> password = given.password().isPresent() || given.user().isEmpty()
                ? given.password()
                : Optional.of(Passwords.read(false, Passwords.Kind.NEW));
        return new NewServer(
                given.home().orElseThrow(),
                given.hostname().orElseThrow(),
                given.domains(),
                given.user(),
                password,
                given.portBase());
    }

    private static void make(NewServer server) throws Exception {
        HomeCreator.create(
                server.home(),
                server.hostname(),
                server.domains().getFirst(),
                server.portBase().map(OptionalInt::of).orElse(OptionalInt.empty()));
        Path conf = server.home().resolve("conf");
        DirectoryFiles directory = new DirectoryFiles(conf);
        for (String domain : server.domains().subList(1, server.domains().size())) {
            directory.addDomain(Domain.parse(domain), Optional.empty());
        }
        if (server.user().isPresent()) {
            Accounts.ofFiles(conf)
                    .add(
                            MailAddress.parse(server.user().get()),
                            server.password().orElseThrow());
            postmasters(server, new AliasFile(conf));
        }
    }

    // RFC 5321 §4.5.1: every domain has a postmaster.
    private static void postmasters(NewServer server, AliasFile aliases) throws Exception {
        String responsible = server.user().orElseThrow();
        for (String domain : server.domains()) {
            String postmaster = "postmaster@" + domain;
            if (!responsible.equalsIgnoreCase(postmaster)) {
                aliases.add(
                        new AliasEntry(postmaster, List.of(responsible), false, Optional.empty(), Optional.empty()));
            }
        }
    }

    // As for all other commands.
    private static Optional<Path> environment() {
        return Optional.ofNullable(System.getenv("POSTRIDER_HOME"))
                .filter(text -> !text.isBlank())
                .map(Path::of);
    }

    private static Optional<String> ownName() {
        try {
            String name = InetAddress.getLocalHost().getCanonicalHostName();
            return Optional.of(name).filter(text -> text.contains(".") && !text.matches("[0-9.:]+|localhost.*"));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String user(String text, List<String> domains) throws CommandFailedException {
        try {
            MailAddress address = MailAddress.parse(text);
            if (!domains.isEmpty() && !domains.contains(address.domain().name())) {
                throw new CommandFailedException(
                        "--user " + text + " is of none of the domains: " + String.join(", ", domains));
            }
            return address.toString();
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + text + "' is no address: " + e.getMessage());
        }
    }

    private static String name(String text) throws CommandFailedException {
        try {
            return Domain.parse(text).name();
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + text + "' is no domain name: " + e.getMessage());
        }
    }
}
