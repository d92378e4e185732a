package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.kernel.boot.HomeCreator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postrider init`
@Command(name = "init", description = "Makes a home: the folder with a server's configuration and mail.")
final class InitCommand implements Callable<Integer> {
    private static final int PORT_BASE_MAX = 65_535 - 995;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "HOME", description = "The folder to make; it must not exist or be empty.")
    private Path home;

    @Option(
            names = "--hostname",
            required = true,
            paramLabel = "NAME",
            description = "The server's name in the domain name system, such as mx.example.org.")
    private String hostname;

    @Option(
            names = "--domain",
            required = true,
            paramLabel = "DOMAIN",
            description = "The first local domain, such as example.org.")
    private String domain;

    @Option(
            names = "--port-base",
            paramLabel = "BASE",
            description = "Listen on 127.0.0.1 only, on BASE plus the standard port: 20000 gives SMTP on 20025, IMAP on"
                    + " 20143. Without it: the standard ports on all addresses.")
    private @Nullable Integer portBase;

    @Override
    public Integer call() throws Exception {
        Integer base = portBase;
        if (base != null && (base < 0 || base > PORT_BASE_MAX)) {
            throw new CommandFailedException("--port-base " + base + " is out of range: 0 to " + PORT_BASE_MAX);
        }
        HomeCreator.create(
                home, name(hostname), name(domain), base == null ? OptionalInt.empty() : OptionalInt.of(base));
        var out = spec.commandLine().getOut();
        out.println(home + " is ready. Next:");
        out.println("  postrider --home " + home + " user add postmaster@" + domain);
        out.println("  postrider --home " + home + " start");
        return 0;
    }

    private static String name(String text) throws CommandFailedException {
        try {
            return Domain.parse(text).name();
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + text + "' is no domain name: " + e.getMessage());
        }
    }
}
