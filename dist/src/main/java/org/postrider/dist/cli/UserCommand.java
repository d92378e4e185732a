package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.dist.server.UserAnswers;
import org.postrider.kernel.control.ControlClient;
import org.postrider.kernel.control.ControlException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider user`
@Command(name = "user", description = "Accounts, which receive mail and log in.", subcommands = UserImportCommand.class)
final class UserCommand {
    private static final String ADDRESS = "NAME@DOMAIN";
    private static final String ITS_ADDRESS = "Its address.";
    private static final String PASSWORD_STDIN =
            "Take the password from the first line of standard input instead of asking for it.";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "add", description = "Makes an account.")
    int add(
            @Parameters(paramLabel = ADDRESS, description = "Its address, also the name to log in with.")
                    String address,
            @Option(names = "--password-stdin", description = PASSWORD_STDIN) boolean stdin)
            throws Exception {
        UserDesk desk = desk();
        desk.change(address(address), "user-add", Map.of("password", Passwords.read(stdin, Passwords.Kind.NEW)));
        return 0;
    }

    @Command(name = "passwd", description = "Changes an account's password.")
    int passwd(
            @Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address,
            @Option(names = "--password-stdin", description = PASSWORD_STDIN) boolean stdin)
            throws Exception {
        UserDesk desk = desk();
        desk.change(address(address), "user-passwd", Map.of("password", Passwords.read(stdin, Passwords.Kind.NEW)));
        return 0;
    }

    @Command(name = "remove", description = "Removes an account. Its mail stays on the disk.")
    int remove(@Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address) throws Exception {
        desk().change(address(address), "user-remove", Map.of());
        return 0;
    }

    @Command(name = "enable", description = "Lets an account receive mail and log in again.")
    int enable(@Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address) throws Exception {
        desk().change(address(address), "user-enable", Map.of("enabled", true));
        return 0;
    }

    @Command(
            name = "disable",
            description = "Lets an account neither receive mail nor log in. Its mail stays; open sessions go on.")
    int disable(@Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address) throws Exception {
        desk().change(address(address), "user-enable", Map.of("enabled", false));
        return 0;
    }

    @Command(name = "forward", description = "Sends an account's mail on to other addresses; without any, no longer.")
    int forward(
            @Parameters(index = "0", paramLabel = ADDRESS, description = ITS_ADDRESS) String address,
            @Parameters(index = "1..*", arity = "0..*", paramLabel = "TO", description = "Where its mail goes.")
                    @Nullable
                    List<String> to,
            @Option(names = "--keep-copy", description = "Into the own mailbox too.") boolean keepCopy)
            throws Exception {
        List<String> targets = new ArrayList<>();
        for (String each : to == null ? List.<String>of() : to) {
            targets.add(address(each).toString());
        }
        if (keepCopy && targets.isEmpty()) {
            throw new CommandFailedException("--keep-copy is for mail that goes on: say where to");
        }
        desk().change(address(address), "user-forward", Map.of("forward", targets, "keepCopy", keepCopy));
        return 0;
    }

    @Command(name = "show", description = "Shows what is known of an account.")
    int show(
            @Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address,
            @Option(names = "--json", description = "As a JSON object.") boolean json)
            throws Exception {
        MailAddress user = address(address);
        Map<String, Object> members = found(user);
        new ControlClient(postrider.home())
                .ask("user-last-login", Map.of("address", user.toString()))
                .map(answer -> answer.get("at"))
                .ifPresent(at -> members.put("lastLogin", at));
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(members));
        } else {
            members.forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-10s %s", name, value)));
        }
        return 0;
    }

    private Map<String, Object> found(MailAddress user) throws Exception {
        return desk().find(user)
                .orElseThrow(
                        () -> new CommandFailedException("there is no user " + user + "; see: postrider user list"));
    }

    @Command(
            name = "quota",
            description = "Shows or changes what an account may hold, whatever its domain and the server say.")
    int quota(
            @Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address,
            @Option(names = "--storage", paramLabel = "SIZE", description = "How much mail: 5GiB, none, or default.")
                    Optional<String> storage,
            @Option(names = "--messages", paramLabel = "N", description = "How many messages: N, none, or default.")
                    Optional<String> messages,
            @Option(names = "--mailboxes", paramLabel = "N", description = "How many mailboxes: N, none, or default.")
                    Optional<String> mailboxes)
            throws Exception {
        MailAddress user = address(address);
        Map<String, Object> known = found(user);
        QuotaLimits old = UserAnswers.limits(known);
        QuotaLimits limits = new QuotaLimits(
                changed(old.storage(), storage, new ByteSize(0), ByteSize::parse),
                changed(old.messages(), messages, 0L, UserCommand::count),
                changed(old.mailboxes(), mailboxes, 0L, UserCommand::count));
        if (!limits.equals(old)) {
            desk().change(user, "user-quota", UserAnswers.members(limits));
        }
        var out = spec.commandLine().getOut();
        out.println("storage    " + shown(limits.storage().map(ByteSize::toString)));
        out.println("messages   " + shown(limits.messages().map(String::valueOf)));
        out.println("mailboxes  " + shown(limits.mailboxes().map(String::valueOf)));
        return 0;
    }

    private static <T> Optional<T> changed(
            Optional<T> old, Optional<String> wanted, T noLimit, Function<String, T> parser)
            throws CommandFailedException {
        if (wanted.isEmpty()) {
            return old;
        }
        try {
            return switch (wanted.get()) {
                case "default" -> Optional.empty();
                case "none" -> Optional.of(noLimit);
                default -> Optional.of(parser.apply(wanted.get()));
            };
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    private static long count(String text) {
        try {
            long count = Long.parseLong(text);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number, none or default", e);
        }
        throw new IllegalArgumentException("a quota is at least 1; for no limit say none");
    }

    private static String shown(Optional<String> limit) {
        return limit.map(value -> value.equals("0") ? "none" : value).orElse("default");
    }

    @Command(
            name = "administers",
            description = {
                "Says whose accounts somebody looks after: nobody's, those of the own domain, or everybody's.",
                "An administrator sees and changes quotas from a mail program (IMAP SETQUOTA)."
            })
    int administers(
            @Parameters(paramLabel = ADDRESS, description = "The administrator's address.") String address,
            @Parameters(paramLabel = "WHOM", description = "nobody, domain, or everybody.") String whom)
            throws Exception {
        desk().change(address(address), "user-administers", Map.of("administers", whom));
        return 0;
    }

    @Command(
            name = "groups",
            description = "Shows or changes the groups that an account is in; mailboxes are shared with group:NAME.")
    int groups(
            @Parameters(paramLabel = ADDRESS, description = ITS_ADDRESS) String address,
            @Option(names = "--add", paramLabel = "GROUP", description = "Into this one, such as staff.")
                    Optional<String> add,
            @Option(names = "--remove", paramLabel = "GROUP", description = "Out of this one.") Optional<String> remove)
            throws Exception {
        MailAddress user = address(address);
        if (add.isPresent() || remove.isPresent()) {
            Map<String, Object> change = new HashMap<>();
            add.ifPresent(name -> change.put("add", name));
            remove.ifPresent(name -> change.put("remove", name));
            desk().change(user, "user-groups", change);
        }
        Object groups = found(user).get("groups");
        spec.commandLine()
                .getOut()
                .println(
                        groups instanceof List<?> names
                                ? names.stream().map(String::valueOf).collect(Collectors.joining(", "))
                                : "none");
        return 0;
    }

    @Command(name = "list", description = "Shows the accounts, one after the other.")
    int list(
            @Option(names = "--json", description = "As a JSON array.") boolean json,
            @Option(names = "--domain", paramLabel = "DOMAIN", description = "Those of this domain.") @Nullable
                    String domain)
            throws Exception {
        UserDesk desk = desk();
        List<Domain> domains = domain == null ? desk.domains() : List.of(domain(domain));
        var out = spec.commandLine().getOut();
        if (!json) {
            for (Domain each : domains) {
                desk.each(
                        each,
                        user -> out.println(user.get("address")
                                + (Boolean.TRUE.equals(user.get("enabled")) ? "" : "  (disabled)")));
            }
            return 0;
        }
        Map<String, Object> lastLogins = lastLogins();
        try (Json.Array array = new Json.Array(out)) {
            for (Domain each : domains) {
                desk.each(each, user -> {
                    Object at =
                            lastLogins.get(String.valueOf(user.get("address")).toLowerCase(Locale.ROOT));
                    if (at != null) {
                        user.put("lastLogin", at);
                    }
                    array.add(user);
                });
            }
        }
        return 0;
    }

    // None where the server does not run.
    private Map<String, Object> lastLogins() throws ControlException, CommandFailedException {
        Map<String, Object> times = new HashMap<>();
        new ControlClient(postrider.home()).stream("user-last-logins", Map.of(), item -> {
            if (item.get("at") instanceof String at) {
                times.put(String.valueOf(item.get("user")), at);
            }
        });
        return times;
    }

    Path home() throws CommandFailedException {
        return postrider.home();
    }

    private UserDesk desk() throws Exception {
        return new UserDesk(postrider.home());
    }

    private static Domain domain(String text) throws CommandFailedException {
        try {
            return Domain.parse(text);
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + text + "' is no domain: " + e.getMessage());
        }
    }

    private static MailAddress address(String text) throws CommandFailedException {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + text + "' is no address: " + e.getMessage());
        }
    }
}
