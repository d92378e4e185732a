package org.postrider.kernel.config;

import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.postrider.api.config.ByteSize;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Network;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.repository.RepositoryName;

/// A type whose values are one piece of text.
///
/// @param words for the reference: "duration, such as 30s, 5m, 4h or 5d"
/// @param xsd the type in a schema
/// @param values all that there are, for an enum; else empty
/// @param parser takes the text and the server's home; throws `IllegalArgumentException` with a sentence
record SimpleType(String words, String xsd, List<String> values, BiFunction<String, Path, Object> parser) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Map<Class<?>, SimpleType> TYPES = types();

    /// Empty where `type` is no simple type.
    static Optional<SimpleType> of(Class<?> type) {
        return type.isEnum() ? Optional.of(ofEnum(type)) : Optional.ofNullable(TYPES.get(type));
    }

    private static Map<Class<?>, SimpleType> types() {
        Map<Class<?>, SimpleType> types = new HashMap<>();
        types.put(String.class, type("text", text -> text));
        types.put(int.class, type("whole number", "xs:int", SimpleType::parseInt));
        types.put(long.class, type("whole number", "xs:long", SimpleType::parseLong));
        types.put(
                boolean.class,
                new SimpleType(
                        "true or false", "xs:string", List.of("true", "false"), (text, home) -> parseBoolean(text)));
        types.put(Duration.class, type("duration, such as 30s, 5m, 4h or 5d", SimpleType::parseDuration));
        types.put(ByteSize.class, type("size, such as 64KiB or 50MiB", ByteSize::parse));
        types.put(
                Path.class,
                new SimpleType("path, relative to the server's home", "xs:string", List.of(), SimpleType::parsePath));
        types.put(InetAddress.class, type("IP address", SimpleType::parseAddress));
        types.put(HostPort.class, type("host or host:port", HostPort::parse));
        types.put(Network.class, type("network, such as 192.0.2.0/24", Network::parse));
        types.put(Secret.class, type("secret text", Secret::new));
        types.put(MailAddress.class, type("mail address", MailAddress::parse));
        types.put(ProcessorName.class, type("name of a processor", ProcessorName::new));
        types.put(RepositoryName.class, type("name of a repository", RepositoryName::new));
        types.put(Reply.class, type("reply such as 550 5.1.1 no such user", Reply::parse));
        types.put(Domain.class, type("domain", Domain::parse));
        types.put(Pattern.class, type("regular expression", SimpleType::parsePattern));
        return Map.copyOf(types);
    }

    private static SimpleType type(String words, Function<String, Object> parser) {
        return type(words, "xs:string", parser);
    }

    private static SimpleType type(String words, String xsd, Function<String, Object> parser) {
        return new SimpleType(words, xsd, List.of(), (text, home) -> parser.apply(text));
    }

    private static SimpleType ofEnum(Class<?> type) {
        Map<String, Object> constants = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(SimpleType::written, constant -> constant));
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(SimpleType::written).toList();
        return new SimpleType("one of " + String.join(", ", names), "xs:string", names, (text, home) -> {
            Object constant = constants.get(text.toLowerCase(Locale.ROOT));
            if (constant == null) {
                throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", names));
            }
            return constant;
        });
    }

    static String written(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object parseInt(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no whole number, such as 10", e);
        }
    }

    private static Object parseLong(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no whole number, such as 10", e);
        }
    }

    private static Object parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static Object parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no duration: write a number and ms, s, m, h or d, such as 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Object parsePath(String text, Path home) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the path is empty");
        }
        try {
            return home.resolve(text).normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is no path: " + e.getReason(), e);
        }
    }

    private static Object parseAddress(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no IP address, such as 192.0.2.1 or 2001:db8::1", e);
        }
    }

    private static Object parsePattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no regular expression: " + e.getDescription() + " at character "
                            + (e.getIndex() + 1),
                    e);
        }
    }
}
