package org.postrider.dist.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.config.ByteSize;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.directory.Administers;
import org.postrider.kernel.directory.DirectoryFiles;
import org.postrider.kernel.directory.QuotaLimits;
import org.postrider.kernel.directory.UsersConfig.UserEntry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider user`
@Command(name = "user", description = "Accounts, which receive mail and log in.")
final class UserCommand {
    private static final String PASSWORD_STDIN =
            "Take the password from the first line of standard input instead of asking for it.";

    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "add", description = "Makes an account.")
    int add(
            @Parameters(paramLabel = "NAME@DOMAIN", description = "Its address, also the name to log in with.")
                    String address,
            @Option(names = "--password-stdin", description = PASSWORD_STDIN) boolean stdin)
            throws Exception {
        DirectoryFiles files = files();
        files.addUser(address(address), Passwords.read(stdin, Passwords.Kind.NEW));
        return 0;
    }

    @Command(name = "passwd", description = "Changes an account's password.")
    int passwd(
            @Parameters(paramLabel = "NAME@DOMAIN", description = "Its address.") String address,
            @Option(names = "--password-stdin", description = PASSWORD_STDIN) boolean stdin)
            throws Exception {
        DirectoryFiles files = files();
        files.changePassword(address(address), Passwords.read(stdin, Passwords.Kind.NEW));
        return 0;
    }

    @Command(name = "remove", description = "Removes an account. Its mail stays on the disk.")
    int remove(@Parameters(paramLabel = "NAME@DOMAIN", description = "Its address.") String address) throws Exception {
        files().removeUser(address(address));
        return 0;
    }

    @Command(
            name = "quota",
            description = "Shows or changes what an account may hold, whatever its domain and the server say.")
    int quota(
            @Parameters(paramLabel = "NAME@DOMAIN", description = "Its address.") String address,
            @Option(names = "--storage", paramLabel = "SIZE", description = "How much mail: 5GiB, none, or default.")
                    Optional<String> storage,
            @Option(names = "--messages", paramLabel = "N", description = "How many messages: N, none, or default.")
                    Optional<String> messages,
            @Option(names = "--mailboxes", paramLabel = "N", description = "How many mailboxes: N, none, or default.")
                    Optional<String> mailboxes)
            throws Exception {
        MailAddress user = address(address);
        QuotaLimits old = entry(user).limits();
        QuotaLimits limits = new QuotaLimits(
                changed(old.storage(), storage, new ByteSize(0), ByteSize::parse),
                changed(old.messages(), messages, 0L, UserCommand::count),
                changed(old.mailboxes(), mailboxes, 0L, UserCommand::count));
        if (!limits.equals(old)) {
            files().changeQuota(user, limits);
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
            @Parameters(paramLabel = "NAME@DOMAIN", description = "The administrator's address.") String address,
            @Parameters(paramLabel = "WHOM", description = "nobody, domain, or everybody.") String whom)
            throws Exception {
        Administers administers;
        try {
            administers = Administers.valueOf(whom.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException("'" + whom + "' is none of nobody, domain and everybody");
        }
        files().changeAdministers(address(address), administers);
        return 0;
    }

    @Command(
            name = "groups",
            description = "Shows or changes the groups that an account is in; mailboxes are shared with group:NAME.")
    int groups(
            @Parameters(paramLabel = "NAME@DOMAIN", description = "Its address.") String address,
            @Option(names = "--add", paramLabel = "GROUP", description = "Into this one, such as staff.")
                    Optional<String> add,
            @Option(names = "--remove", paramLabel = "GROUP", description = "Out of this one.") Optional<String> remove)
            throws Exception {
        MailAddress user = address(address);
        if (add.isPresent() || remove.isPresent()) {
            try {
                files().changeGroups(user, before -> {
                    List<String> after = new ArrayList<>(before);
                    add.ifPresent(after::add);
                    remove.map(name -> name.toLowerCase(Locale.ROOT)).ifPresent(after::remove);
                    return after;
                });
            } catch (IllegalArgumentException e) {
                throw new CommandFailedException(String.valueOf(e.getMessage()));
            }
        }
        List<String> groups = entry(user).groups();
        spec.commandLine().getOut().println(groups.isEmpty() ? "none" : String.join(", ", groups));
        return 0;
    }

    @Command(name = "list", description = "Shows the accounts.")
    int list(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        List<UserEntry> users = files().users();
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(users.stream().map(UserCommand::members).toList()));
        } else {
            users.forEach(user -> out.println(user.address() + (user.enabled() ? "" : "  (disabled)")));
        }
        return 0;
    }

    private static Map<String, Object> members(UserEntry user) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("address", user.address().toString());
        members.put("enabled", user.enabled());
        members.put("administers", user.administers().name().toLowerCase(Locale.ROOT));
        members.put("groups", user.groups());
        return members;
    }

    private UserEntry entry(MailAddress user) throws Exception {
        return files().users().stream()
                .filter(entry -> entry.address().equals(user))
                .findFirst()
                .orElseThrow(
                        () -> new CommandFailedException("there is no user " + user + "; see: postrider user list"));
    }

    private DirectoryFiles files() throws CommandFailedException {
        return new DirectoryFiles(postrider.home().resolve("conf"));
    }

    private static MailAddress address(String text) throws CommandFailedException {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException e) {
            throw new CommandFailedException("'" + text + "' is no address: " + e.getMessage());
        }
    }
}
