package org.postrider.dist.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.repository.RepositoryName;
import org.postrider.kernel.control.ControlCommand;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.repository.KeptMail;
import org.postrider.kernel.repository.RepositoryDesk;

/// Kept mail as the control socket shows it, and what can be done with it.
final class RepositoryAnswers {
    private static final int SHOWN_MAX = 1000;
    private static final int RECIPIENTS_SHOWN_MAX = 20;
    private static final int TEXT_OCTETS_MAX = 1024 * 1024;

    private final RepositoryDesk desk;

    RepositoryAnswers(RepositoryDesk desk) {
        this.desk = desk;
    }

    Map<String, ControlCommand> commands() {
        return Map.of(
                "repository-list", arguments -> answered(() -> list(arguments)),
                "repository-show", arguments -> answered(() -> show(arguments)),
                "repository-reprocess", arguments -> answered(() -> reprocess(arguments)),
                "repository-delete", arguments -> answered(() -> delete(arguments)));
    }

    private Map<String, Object> list(Map<String, Object> arguments) throws IOException {
        if (!arguments.containsKey("repository")) {
            return Map.of("repositories", desk.repositories().counts());
        }
        RepositoryName name = name(arguments);
        List<String> keys = desk.repositories().keys(name);
        List<Map<String, Object>> mails = new ArrayList<>();
        for (String key : keys.subList(0, Math.min(keys.size(), SHOWN_MAX))) {
            desk.repositories().find(name, key).ifPresent(kept -> mails.add(members(kept)));
        }
        return Map.of("mails", mails, "count", keys.size());
    }

    private Map<String, Object> show(Map<String, Object> arguments) throws IOException, ControlException {
        KeptMail kept = desk.repositories()
                .find(name(arguments), text(arguments, "key"))
                .orElseThrow(() -> new ControlException("there is no such mail; list shows those that there are"));
        Content content = kept.mail().message().content();
        boolean body = Boolean.TRUE.equals(arguments.get("body"));
        byte[] octets = body
                ? content.slice(0, Math.min(content.size(), TEXT_OCTETS_MAX)).readAll(TEXT_OCTETS_MAX)
                : kept.mail().message().headers().octets();
        Map<String, Object> members = members(kept);
        // What somebody wrote must not steer the terminal that shows it.
        members.put(
                "text",
                new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n").replaceAll("[\\p{Cc}&&[^\n\t]]", "?"));
        return members;
    }

    private Map<String, Object> reprocess(Map<String, Object> arguments) throws IOException, ControlException {
        RepositoryName name = name(arguments);
        int count = 0;
        for (String key : keys(arguments, name)) {
            count += desk.reprocess(name, key, text(arguments, "processor")).isPresent() ? 1 : 0;
        }
        return counted(count, arguments);
    }

    private Map<String, Object> delete(Map<String, Object> arguments) throws IOException, ControlException {
        RepositoryName name = name(arguments);
        int count = 0;
        for (String key : keys(arguments, name)) {
            count += desk.repositories().delete(name, key) ? 1 : 0;
        }
        return counted(count, arguments);
    }

    private static Map<String, Object> counted(int count, Map<String, Object> arguments) throws ControlException {
        if (count == 0 && arguments.containsKey("key")) {
            throw new ControlException("there is no such mail; list shows those that there are");
        }
        return Map.of("mails", count);
    }

    private List<String> keys(Map<String, Object> arguments, RepositoryName name) throws IOException {
        return arguments.containsKey("key")
                ? List.of(text(arguments, "key"))
                : desk.repositories().keys(name);
    }

    private static RepositoryName name(Map<String, Object> arguments) {
        return new RepositoryName(text(arguments, "repository"));
    }

    private static String text(Map<String, Object> arguments, String name) {
        return String.valueOf(arguments.getOrDefault(name, ""));
    }

    private static Map<String, Object> members(KeptMail kept) {
        Mail mail = kept.mail();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("key", kept.key());
        members.put("from", mail.reversePath().toString());
        members.put(
                "to",
                mail.recipients().stream()
                        .limit(RECIPIENTS_SHOWN_MAX)
                        .map(Recipient::toString)
                        .toList());
        members.put("size", mail.message().size());
        members.put("received", mail.origin().receivedAt().toString());
        Optional<String> error = mail.attribute("postrider.error").or(() -> mail.attribute("postrider.failure"));
        members.put("error", error.orElse("").replaceAll("\\p{Cc}", " "));
        return members;
    }

    private static Map<String, Object> answered(Answer answer) throws ControlException {
        try {
            return answer.give();
        } catch (IOException e) {
            throw new ControlException("the repository cannot be used: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    @FunctionalInterface
    private interface Answer {
        Map<String, Object> give() throws IOException, ControlException;
    }
}
