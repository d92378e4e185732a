package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.dist.server.UserAnswers;
import org.postrider.kernel.boot.StoppedHome;
import org.postrider.kernel.control.ControlClient;
import org.postrider.kernel.control.ControlCommand;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.directory.Accounts;
import org.postrider.kernel.directory.DirectoryEntry;
import org.postrider.kernel.directory.DirectoryFiles;

/// Asks for users and changes them where they are kept: those of the files here, those of other directories by the
/// running server, or by its parts where it does not run.
final class UserDesk {
    /// What one question to a running server can hold.
    private static final int QUESTION_USERS_MAX = 50;

    private final Path home;
    private final Map<Domain, String> directories;
    private final UserAnswers files;

    UserDesk(Path home) throws Exception {
        this.home = home;
        this.directories = new DirectoryFiles(home.resolve("conf")).directories();
        this.files = new UserAnswers(Accounts.ofFiles(home.resolve("conf")));
    }

    /// All local domains, sorted.
    List<Domain> domains() {
        return List.copyOf(directories.keySet());
    }

    /// Every user of a domain, one after the other.
    void each(Domain domain, Consumer<Map<String, Object>> action) throws Exception {
        Map<String, Object> question = Map.of("domain", domain.toString());
        if (isInFiles(domain)) {
            files.list(question, action);
        } else if (new ControlClient(home).stream("user-list", question, action).isEmpty()) {
            try (StoppedHome stopped = StoppedHome.open(home)) {
                new UserAnswers(stopped.accounts()).list(question, action);
            }
        }
    }

    /// A user's members; empty where there is none.
    Optional<Map<String, Object>> find(MailAddress address) throws Exception {
        return ask(address.domain(), "user-find", Map.of("address", address.toString()))
                                .get("user")
                        instanceof Map<?, ?> user
                ? Optional.of(named(user))
                : Optional.empty();
    }

    void change(MailAddress address, String command, Map<String, Object> arguments) throws Exception {
        Map<String, Object> question = new LinkedHashMap<>(arguments);
        question.put("address", address.toString());
        ask(address.domain(), command, question);
    }

    /// @param users with all of their members
    /// @return how many were not there before
    long addAll(Domain domain, List<Map<String, Object>> users) throws Exception {
        int atOnce = isInFiles(domain) ? Math.max(1, users.size()) : QUESTION_USERS_MAX;
        long added = 0;
        for (int from = 0; from < users.size(); from += atOnce) {
            List<Map<String, Object>> some = users.subList(from, Math.min(from + atOnce, users.size()));
            Map<String, Object> answer = ask(domain, "user-import", Map.of("domain", domain.toString(), "users", some));
            added += answer.get("added") instanceof Number number ? number.longValue() : 0;
        }
        return added;
    }

    /// @param command of [UserAnswers]
    Map<String, Object> ask(Domain domain, String command, Map<String, Object> question) throws Exception {
        if (isInFiles(domain)) {
            return run(files, command, question);
        }
        Optional<Map<String, Object>> answer = new ControlClient(home).ask(command, question);
        if (answer.isPresent()) {
            return answer.get();
        }
        try (StoppedHome stopped = StoppedHome.open(home)) {
            return run(new UserAnswers(stopped.accounts()), command, question);
        }
    }

    // One that is not local is refused there too.
    private boolean isInFiles(Domain domain) {
        return directories.getOrDefault(domain, DirectoryEntry.XML).equals(DirectoryEntry.XML);
    }

    private static Map<String, Object> run(UserAnswers answers, String command, Map<String, Object> question)
            throws ControlException {
        ControlCommand known = answers.commands().get(command);
        if (known == null) {
            throw new IllegalArgumentException("there is no command " + command);
        }
        return known.run(question);
    }

    private static Map<String, Object> named(Map<?, ?> members) {
        Map<String, Object> named = new LinkedHashMap<>();
        members.forEach((name, value) -> named.put(String.valueOf(name), value));
        return named;
    }
}
