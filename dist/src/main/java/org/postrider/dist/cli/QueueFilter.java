package org.postrider.dist.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Options that choose among waiting mails: all that are given must apply.
final class QueueFilter {
    @Option(
            names = "--destination",
            paramLabel = "NAME",
            description =
                    "Mail that goes to the MX hosts of that domain (or *.DOMAIN), to that smart host, or to that destination as"
                            + " the list shows it. What goes to a domain by whatever way: --recipient @DOMAIN.")
    private @Nullable String destination;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "From that address, @DOMAIN, or <>.")
    private @Nullable String sender;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "To that address, or @DOMAIN.")
    private @Nullable String recipient;

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            converter = Seconds.class,
            description = "Received longer ago, as in 90m, 12h, 2d.")
    private @Nullable Long olderThan;

    @Option(names = "--state", paramLabel = "STATE", description = "Only ${COMPLETION-CANDIDATES} mail.")
    private @Nullable State state;

    /// As the list shows it.
    enum State {
        active,
        deferred,
        held
    }

    boolean isEmpty() {
        return arguments(List.of()).isEmpty();
    }

    /// For the control socket.
    Map<String, Object> arguments(List<String> ids) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        if (!ids.isEmpty()) {
            arguments.put("ids", new ArrayList<>(ids));
        }
        put(arguments, "destination", destination);
        put(arguments, "sender", sender);
        put(arguments, "recipient", recipient);
        put(arguments, "olderThan", olderThan);
        put(arguments, "state", state == null ? null : state.name());
        return arguments;
    }

    private static void put(Map<String, Object> arguments, String name, @Nullable Object value) {
        if (value != null) {
            arguments.put(name, value);
        }
    }

    /// A time such as `2h`, in seconds.
    static final class Seconds implements ITypeConverter<Long> {
        private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})([smhd])");

        @Override
        public Long convert(String value) {
            Matcher matcher = SYNTAX.matcher(value);
            if (!matcher.matches()) {
                throw new TypeConversionException("'" + value + "' is no time; write it as in 30s, 90m, 12h or 2d");
            }
            long number = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "s" -> number;
                case "m" -> number * 60;
                case "h" -> number * 3600;
                default -> number * 86_400;
            };
        }
    }
}
