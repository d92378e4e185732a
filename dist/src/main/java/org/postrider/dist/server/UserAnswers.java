package org.postrider.dist.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.api.config.ByteSize;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Administers;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.QuotaLimits;
import org.postrider.api.directory.StoredPassword;
import org.postrider.api.directory.User;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.control.ControlCommand;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.DirectoryChangeException;
import org.postrider.kernel.login.LastLogins;

/// The accounts as the control socket and `--json` show and change them.
public final class UserAnswers {
    private final Accounts accounts;

    public UserAnswers(Accounts accounts) {
        this.accounts = accounts;
    }

    /// By name.
    public Map<String, ControlCommand> commands() {
        Map<String, ControlCommand> commands = new LinkedHashMap<>();
        commands.put("user-find", asked(this::find));
        commands.put("user-add", asked(arguments -> done(() -> accounts.add(address(arguments), password(arguments)))));
        commands.put(
                "user-passwd",
                asked(arguments -> done(() -> accounts.changePassword(address(arguments), password(arguments)))));
        commands.put("user-remove", asked(arguments -> done(() -> accounts.remove(address(arguments)))));
        commands.put(
                "user-enable",
                asked(arguments -> done(
                        () -> accounts.enable(address(arguments), Boolean.TRUE.equals(arguments.get("enabled"))))));
        commands.put(
                "user-quota",
                asked(arguments -> done(() -> accounts.changeQuota(address(arguments), limits(arguments)))));
        commands.put(
                "user-forward",
                asked(arguments -> done(() -> accounts.forward(address(arguments), forwarding(arguments)))));
        commands.put(
                "user-administers",
                asked(arguments -> done(() -> accounts.changeAdministers(address(arguments), administers(arguments)))));
        commands.put("user-groups", asked(this::changeGroups));
        commands.put("user-import", asked(this::add));
        return commands;
    }

    /// Every user of the domain that `arguments` name, one after the other.
    public void list(Map<String, Object> arguments, Consumer<Map<String, Object>> items) throws ControlException {
        ControlCommand listing = asked(question -> {
            accounts.each(domain(question), user -> items.accept(members(user)));
            return Map.of();
        });
        listing.run(arguments);
    }

    /// A user without password.
    public static Map<String, Object> members(User user) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("address", user.address().toString());
        members.put("enabled", user.account().enabled());
        members.putAll(members(user.limits()));
        if (!user.forwarding().to().isEmpty()) {
            members.put(
                    "forward",
                    user.forwarding().to().stream().map(MailAddress::toString).toList());
            members.put("keepCopy", user.forwarding().keepCopy());
        }
        if (user.administers() != Administers.NOBODY) {
            members.put("administers", user.administers().name().toLowerCase(Locale.ROOT));
        }
        if (!user.groups().isEmpty()) {
            members.put("groups", List.copyOf(user.groups()));
        }
        return members;
    }

    /// For `user-quota`.
    public static Map<String, Object> members(QuotaLimits limits) {
        Map<String, Object> members = new LinkedHashMap<>();
        limits.storage().ifPresent(size -> members.put("storage", size.toString()));
        limits.messages().ifPresent(count -> members.put("messages", count));
        limits.mailboxes().ifPresent(count -> members.put("mailboxes", count));
        return members;
    }

    /// A user with what is kept of the password, for `user-import`.
    public static Map<String, Object> allMembers(User user) {
        Map<String, Object> members = members(user);
        user.password().ifPresent(password -> {
            members.put("hash", password.hash());
            password.scramSha1().ifPresent(keys -> members.put("scramSha1", keys));
            password.scramSha256().ifPresent(keys -> members.put("scramSha256", keys));
        });
        return members;
    }

    static Map<String, Object> lastLogin(LastLogins logins, Map<String, Object> question) throws ControlException {
        try {
            return logins.of(address(question))
                    .map(time -> Map.<String, Object>of("at", time.toString()))
                    .orElse(Map.of());
        } catch (IOException e) {
            throw new ControlException("the last log-ins cannot be read: " + e.getMessage(), e);
        }
    }

    static void lastLogins(LastLogins logins, Consumer<Map<String, Object>> items) throws ControlException {
        try {
            logins.all().forEach((user, time) -> items.accept(Map.of("user", user, "at", time.toString())));
        } catch (IOException e) {
            throw new ControlException("the last log-ins cannot be read: " + e.getMessage(), e);
        }
    }

    private Map<String, Object> find(Map<String, Object> arguments) throws DirectoryChangeException {
        return accounts.find(address(arguments))
                .map(user -> Map.<String, Object>of("user", members(user)))
                .orElse(Map.of());
    }

    private Map<String, Object> changeGroups(Map<String, Object> arguments) throws DirectoryChangeException {
        accounts.changeGroups(address(arguments), before -> {
            List<String> after = new ArrayList<>(before);
            text(arguments, "add").ifPresent(after::add);
            text(arguments, "remove").map(name -> name.toLowerCase(Locale.ROOT)).ifPresent(after::remove);
            return after;
        });
        return Map.of();
    }

    private static Administers administers(Map<String, Object> members) {
        String whom = text(members, "administers").orElse("nobody");
        try {
            return Administers.valueOf(whom.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + whom + "' is none of nobody, domain and everybody", e);
        }
    }

    private Map<String, Object> add(Map<String, Object> arguments) throws DirectoryChangeException {
        Map<MailAddress, User> users = new LinkedHashMap<>();
        if (arguments.get("users") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> members) {
                    User user = user(named(members));
                    users.put(user.address(), user);
                }
            }
        }
        List<MailAddress> added = accounts.addAll(domain(arguments), users);
        return Map.of("added", added.size());
    }

    private static Map<String, Object> named(Map<?, ?> members) {
        Map<String, Object> named = new LinkedHashMap<>();
        members.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }

    private static User user(Map<String, Object> members) throws DirectoryChangeException {
        String hash = String.valueOf(members.get("hash"));
        Accounts.hashed(hash);
        return new User(
                new Account(address(members), Boolean.TRUE.equals(members.get("enabled"))),
                Optional.of(new StoredPassword(hash, text(members, "scramSha1"), text(members, "scramSha256"))),
                limits(members),
                forwarding(members));
    }

    /// What a user with these members may hold.
    public static QuotaLimits limits(Map<String, Object> members) {
        return new QuotaLimits(
                text(members, "storage").map(ByteSize::parse),
                number(members, "messages"),
                number(members, "mailboxes"));
    }

    /// Where the mail of a user with these members goes.
    public static Forwarding forwarding(Map<String, Object> members) {
        List<MailAddress> to = new ArrayList<>();
        if (members.get("forward") instanceof List<?> list) {
            list.forEach(each -> to.add(MailAddress.parse(String.valueOf(each))));
        }
        return to.isEmpty() ? Forwarding.NONE : new Forwarding(to, Boolean.TRUE.equals(members.get("keepCopy")));
    }

    private static Optional<Long> number(Map<String, Object> members, String name) {
        return members.get(name) instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    private static Optional<String> text(Map<String, Object> members, String name) {
        @Nullable Object value = members.get(name);
        return Optional.ofNullable(value).map(Object::toString);
    }

    private static MailAddress address(Map<String, Object> arguments) {
        return MailAddress.parse(String.valueOf(arguments.get("address")));
    }

    private static Domain domain(Map<String, Object> arguments) {
        return Domain.parse(String.valueOf(arguments.get("domain")));
    }

    private static String password(Map<String, Object> arguments) {
        return text(arguments, "password").orElse("");
    }

    private static Map<String, Object> done(Change change) throws DirectoryChangeException {
        change.make();
        return Map.of();
    }

    // What the administrator can mend is told in a sentence.
    private static ControlCommand asked(Answer answer) {
        return arguments -> {
            try {
                return answer.to(arguments);
            } catch (DirectoryChangeException | DirectoryUnavailableException e) {
                throw new ControlException(String.valueOf(e.getMessage()), e);
            } catch (AddressSyntaxException e) {
                throw new ControlException("that is no address: " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                throw new ControlException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    private interface Change {
        void make() throws DirectoryChangeException;
    }

    private interface Answer {
        Map<String, Object> to(Map<String, Object> arguments) throws DirectoryChangeException;
    }
}
