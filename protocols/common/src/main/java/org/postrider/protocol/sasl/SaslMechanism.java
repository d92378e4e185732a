package org.postrider.protocol.sasl;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.directory.Directory;

/// The mechanisms of the server, strongest first.
public enum SaslMechanism {
    /// RFC 4616.
    PLAIN("PLAIN", PlainExchange::new),
    /// Never standardised, asked for by old mail programs.
    LOGIN("LOGIN", LoginExchange::new);

    private final String wireName;
    private final Function<Directory, SaslExchange> factory;

    SaslMechanism(String wireName, Function<Directory, SaslExchange> factory) {
        this.wireName = wireName;
        this.factory = factory;
    }

    /// By its registered name, ignoring case.
    public static Optional<SaslMechanism> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(mechanism -> mechanism.wireName.equals(upper))
                .findFirst();
    }

    /// As it is registered and offered.
    public String wireName() {
        return wireName;
    }

    /// True where the password crosses the wire as it is: such a mechanism is for TLS only (RFC 4954 §4).
    public boolean revealsPassword() {
        return switch (this) {
            case PLAIN, LOGIN -> true;
        };
    }

    /// Begins to authenticate somebody against `directory`.
    public SaslExchange begin(Directory directory) {
        return factory.apply(directory);
    }
}
