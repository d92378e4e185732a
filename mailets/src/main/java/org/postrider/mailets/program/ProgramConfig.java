package org.postrider.mailets.program;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.Option;

/// `<program>`: what a route to `host="NAME"` runs.
///
/// @param file the program
record ProgramConfig(
        @Option(doc = "By which a route's <host> means it.") String name,

        @Option(doc = "The program's file. No shell is asked.")
        Path file,

        @Option(
                doc =
                        "An argument; repeat the element for more. In it {sender}, {recipient}, {user}, {domain} and {id} stand"
                                + " for the mail's; what they make cannot begin an argument with '-' where it does not do so here.")
        List<String> argument,

        @Option(
                doc =
                        "Whether it runs once for each recipient, so that its exit code is about that one; else once for all,"
                                + " and only the environment names them.",
                defaultValue = "true")
        boolean eachRecipient,

        @Option(doc = "Whether the message has CRLF as on the wire, instead of LF.", defaultValue = "false")
        boolean crlf,

        @Option(doc = "How long it may run.", defaultValue = "5m")
        Duration timeLimit,

        @Option(doc = "How much it may write before it is ended.", defaultValue = "1MiB")
        ByteSize outputMax,

        @Option(doc = "How many run at a time; others wait for their turn.", defaultValue = "4")
        int processesMax) {
    private static final Duration TIME_LIMIT_MAX = Duration.ofHours(1);
    private static final List<String> PLACEHOLDERS = List.of("{sender}", "{recipient}", "{user}", "{domain}", "{id}");
    private static final Pattern BRACES = Pattern.compile("\\{[A-Za-z]+}");

    ProgramConfig {
        argument = List.copyOf(argument);
        if (!file.isAbsolute() || !Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw new IllegalArgumentException(file + " is no program that this user may run");
        }
        if (processesMax < 1) {
            throw new IllegalArgumentException("processesMax is at least 1");
        }
        if (!timeLimit.isPositive() || timeLimit.compareTo(TIME_LIMIT_MAX) > 0) {
            throw new IllegalArgumentException("timeLimit is more than nothing and at most 1h");
        }
        Optional<String> unknown = argument.stream()
                .flatMap(each -> BRACES.matcher(each).results())
                .map(MatchResult::group)
                .filter(each -> !PLACEHOLDERS.contains(each))
                .findFirst();
        if (unknown.isPresent()) {
            throw new IllegalArgumentException(
                    unknown.get() + " stands for nothing; there are " + String.join(", ", PLACEHOLDERS));
        }
        if (!eachRecipient && argument.stream().anyMatch(ProgramConfig::isOfOne)) {
            throw new IllegalArgumentException("{recipient}, {user} and {domain} need eachRecipient=\"true\"");
        }
    }

    private static boolean isOfOne(String argument) {
        return argument.contains("{recipient}") || argument.contains("{user}") || argument.contains("{domain}");
    }
}
