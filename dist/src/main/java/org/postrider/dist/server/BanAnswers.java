package org.postrider.dist.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.kernel.control.ControlCommand;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.login.LoginBans;

/// The bans as the control socket and `--json` show and change them.
final class BanAnswers {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})\\s*(s|m|h|d)");

    private BanAnswers() {}

    static Map<String, ControlCommand> commands(LoginBans bans) {
        return Map.of(
                "ban-list", _ -> Map.of("bans", list(bans)),
                "ban-add", arguments -> Map.of("ban", add(bans, arguments)),
                "ban-lift", arguments -> Map.of("lifted", lift(bans, arguments)));
    }

    private static List<Map<String, Object>> list(LoginBans bans) {
        return bans.list().stream().map(BanAnswers::members).toList();
    }

    private static Map<String, Object> add(LoginBans bans, Map<String, Object> arguments) throws ControlException {
        Optional<Duration> time = arguments.get("for") == null
                ? Optional.empty()
                : Optional.of(duration(String.valueOf(arguments.get("for"))));
        try {
            return members(bans.add(String.valueOf(arguments.get("subject")), time));
        } catch (IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean lift(LoginBans bans, Map<String, Object> arguments) throws ControlException {
        try {
            return bans.lift(String.valueOf(arguments.get("subject")));
        } catch (IllegalArgumentException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Map<String, Object> members(LoginBans.Ban ban) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("subject", ban.subject());
        members.put("until", ban.until().toString());
        members.put("reason", ban.reason());
        return members;
    }

    private static Duration duration(String text) throws ControlException {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new ControlException("'" + text + "' is no time: write a number and s, m, h or d, such as 12h");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
