package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.dist.server.UserAnswers;
import org.postrider.kernel.directory.AliasFile;
import org.postrider.kernel.directory.AliasesConfig.AliasEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider alias`
@Command(name = "alias", description = "Addresses that stand for others: conf/aliases.xml.")
final class AliasCommand {
    private static final String ADDRESS =
            "name@domain, @domain (all of it for which there is nothing else), or /regular expression/.";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "add", description = "Makes an address stand for others, or for one more.")
    int add(
            @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
            @Parameters(
                            paramLabel = "TO",
                            arity = "0..*",
                            description =
                                    "Where its mail goes: addresses; for an @domain also another @domain; behind an"
                                            + " expression, $1 and so on are its groups.")
                    @Nullable
                    List<String> to,
            @Option(names = "--keep-copy", description = "The mail goes to the address itself too.") boolean keepCopy,
            @Option(
                            names = "--owner",
                            paramLabel = "OWNER",
                            description = "Who is told of failures in the sender's place, as for a mailing list.")
                    @Nullable
                    String owner,
            @Option(
                            names = "--reply",
                            paramLabel = "REPLY",
                            description = "Refuses mail for it, with this reply, such as '550 5.1.6 moved'.")
                    @Nullable
                    String reply)
            throws Exception {
        try {
            file().add(new AliasEntry(
                    address,
                    to == null ? List.of() : to,
                    keepCopy,
                    Optional.ofNullable(owner).map(MailAddress::parse),
                    Optional.ofNullable(reply).map(Reply::parse)));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    @Command(name = "remove", description = "Removes an alias, or some of the addresses that it stands for.")
    int remove(
            @Parameters(paramLabel = "ADDRESS", description = ADDRESS) String address,
            @Parameters(
                            paramLabel = "TO",
                            arity = "0..*",
                            description = "Those to which it no longer leads. Without any: the alias itself.")
                    @Nullable
                    List<String> to)
            throws Exception {
        file().remove(address, to == null ? List.of() : to);
        return 0;
    }

    @Command(name = "list", description = "Shows the aliases.")
    int list(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        List<AliasEntry> entries = file().entries();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(entries.stream().map(AliasCommand::members).toList()));
        } else {
            entries.forEach(entry -> out.println(line(entry)));
        }
        return 0;
    }

    @Command(
            name = "check",
            description =
                    "Shows what is wrong with the aliases: circles, and those that lead to users who are not there.")
    int check() throws Exception {
        UserDesk desk = new UserDesk(postrider.home());
        Set<Domain> domains = new HashSet<>(desk.domains());
        Map<MailAddress, Forwarding> users = new HashMap<>();
        for (Domain domain : desk.domains()) {
            desk.each(
                    domain,
                    user -> users.put(
                            MailAddress.parse(String.valueOf(user.get("address"))), UserAnswers.forwarding(user)));
        }
        List<String> findings = file().check(domains::contains, address -> Optional.ofNullable(users.get(address)));
        findings.forEach(spec.commandLine().getErr()::println);
        if (findings.isEmpty()) {
            spec.commandLine().getOut().println("The aliases are good.");
        }
        return findings.isEmpty() ? 0 : 1;
    }

    private static Map<String, Object> members(AliasEntry entry) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("address", entry.address());
        members.put("to", entry.to());
        members.put("keepCopy", entry.keepCopy());
        entry.owner().ifPresent(owner -> members.put("owner", owner.toString()));
        entry.reply().ifPresent(reply -> members.put("reply", reply.toString()));
        return members;
    }

    private static String line(AliasEntry entry) {
        List<String> parts = new ArrayList<>();
        parts.add(entry.address() + " -> "
                + entry.reply().map(Reply::toString).orElseGet(() -> String.join(", ", entry.to())));
        if (entry.keepCopy()) {
            parts.add("keeps a copy");
        }
        entry.owner().ifPresent(owner -> parts.add("owner " + owner));
        return String.join("; ", parts);
    }

    private AliasFile file() throws CommandFailedException {
        return new AliasFile(postrider.home().resolve("conf"));
    }
}
