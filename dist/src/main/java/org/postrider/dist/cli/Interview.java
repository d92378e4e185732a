package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;

/// What `init` asks on a terminal: what its options did not say. An answer that cannot be is asked for again.
final class Interview {
    /// A person who cannot answer is let go.
    private static final int TRIES_MAX = 10;

    private final Asking person;
    private final PrintWriter out;

    Interview(Asking person, PrintWriter out) {
        this.person = person;
        this.out = out;
    }

    /// @param given by options
    /// @param guess of the host's name; empty where there is none
    NewServer complete(NewServer.Given given, Optional<String> guess) throws CommandFailedException {
        Path home = given.home().isPresent()
                ? given.home().get()
                : ask("Folder of the server (its home)", Optional.of("/srv/postrider"), Path::of);
        String hostname = given.hostname().isPresent()
                ? given.hostname().get()
                : ask("Name of this host in the DNS, such as mx.example.org", guess, Interview::hostname);
        List<String> domains = given.domains().isEmpty()
                ? ask("Domains whose mail ends here, with commas", parent(hostname), Interview::domains)
                : given.domains();
        Optional<String> user = given.user().isPresent()
                ? given.user()
                : ask(
                        "First user, who is the postmaster too (- for none yet)",
                        Optional.of(System.getProperty("user.name", "").replace("root", ""))
                                .filter(name -> !name.isEmpty())
                                .map(name -> name + "@" + domains.getFirst()),
                        text -> user(text, domains));
        boolean trial = given.portBase().isEmpty()
                && ask(
                                "Ports: s for the standard ones (25, 465, 587, 993, ...) on all addresses, t for a trial on"
                                        + " 127.0.0.1 (20025, ...)",
                                Optional.of("s"),
                                Interview::ports)
                        .equals("t");
        Optional<String> password = given.password().isPresent() || user.isEmpty() ? given.password() : password();
        return new NewServer(home, hostname, domains, user, password, trial ? Optional.of(20_000) : given.portBase());
    }

    private <T> T ask(String question, Optional<String> otherwise, Function<String, T> reader)
            throws CommandFailedException {
        for (int i = 0; i < TRIES_MAX; i++) {
            String answer = person.line(
                    question + otherwise.map(text -> " [" + text + "]").orElse("") + ": ");
            if (answer == null) {
                throw new CommandFailedException("the questions were left; nothing was made");
            }
            String text = answer.isBlank() ? otherwise.orElse("") : answer.strip();
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException e) {
                out.println("  " + e.getMessage());
                out.flush();
            }
        }
        throw new CommandFailedException("there was no answer to '" + question + "'; nothing was made");
    }

    private Optional<String> password() throws CommandFailedException {
        for (int i = 0; i < TRIES_MAX; i++) {
            String first = person.secret("Password: ");
            String again = first == null ? null : person.secret("Again: ");
            if (first == null || again == null) {
                break;
            }
            if (!first.isEmpty() && first.equals(again)) {
                return Optional.of(first);
            }
            out.println(first.isEmpty() ? "  it must not be empty" : "  the two differ");
            out.flush();
        }
        throw new CommandFailedException("no password was given; nothing was made");
    }

    private static String hostname(String text) {
        String name = domain(text);
        if (!name.contains(".")) {
            throw new IllegalArgumentException("write the whole name, with its domain: " + name + ".example.org");
        }
        return name;
    }

    private static List<String> domains(String text) {
        List<String> domains = new ArrayList<>();
        for (String each : text.split(",")) {
            domains.add(domain(each.strip()));
        }
        return domains;
    }

    private static String domain(String text) {
        try {
            return Domain.parse(text).name();
        } catch (AddressSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no domain name: " + e.getMessage(), e);
        }
    }

    private static Optional<String> user(String text, List<String> domains) {
        if (text.equals("-")) {
            return Optional.empty();
        }
        MailAddress address;
        try {
            address = MailAddress.parse(text.contains("@") ? text : text + "@" + domains.getFirst());
        } catch (AddressSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no address: " + e.getMessage(), e);
        }
        if (!domains.contains(address.domain().name())) {
            throw new IllegalArgumentException(
                    address.domain() + " is not one of the domains: " + String.join(", ", domains));
        }
        return Optional.of(address.toString());
    }

    private static String ports(String text) {
        if (!text.equals("s") && !text.equals("t")) {
            throw new IllegalArgumentException("write s or t");
        }
        return text;
    }

    // mx.example.org is most likely for example.org.
    private static Optional<String> parent(String hostname) {
        String rest = hostname.substring(hostname.indexOf('.') + 1);
        return Optional.of(rest.contains(".") ? rest : hostname);
    }
}
