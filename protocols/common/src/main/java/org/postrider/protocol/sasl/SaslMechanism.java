package org.postrider.protocol.sasl;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.postrider.api.directory.ScramHash;

/// The mechanisms of the server, strongest first.
public enum SaslMechanism {
    /// RFC 7677, bound to the TLS connection.
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS", context -> new ScramExchange(context, ScramHash.SHA_256, true)),
    /// RFC 5802, bound to the TLS connection.
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS", context -> new ScramExchange(context, ScramHash.SHA_1, true)),
    /// RFC 7677.
    SCRAM_SHA_256("SCRAM-SHA-256", context -> new ScramExchange(context, ScramHash.SHA_256, false)),
    /// RFC 5802.
    SCRAM_SHA_1("SCRAM-SHA-1", context -> new ScramExchange(context, ScramHash.SHA_1, false)),
    /// RFC 4422 appendix A: the client's certificate says who he is.
    EXTERNAL("EXTERNAL", ExternalExchange::new),
    /// RFC 7628.
    OAUTHBEARER("OAUTHBEARER", context -> new BearerExchange(context, new OauthBearerForm())),
    /// Google's form of the same, which many mail programs know.
    XOAUTH2("XOAUTH2", context -> new BearerExchange(context, new Xoauth2Form())),
    /// RFC 4616.
    PLAIN("PLAIN", PlainExchange::new),
    /// Never standardised, asked for by old mail programs.
    LOGIN("LOGIN", LoginExchange::new);

    private final String wireName;
    private final Function<SaslContext, SaslExchange> factory;

    SaslMechanism(String wireName, Function<SaslContext, SaslExchange> factory) {
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

    SaslExchange begin(SaslContext context) {
        return factory.apply(context);
    }

    /// Whether the server has what it needs to check such a log-in over the connection as it is now.
    boolean possible(SaslContext context) {
        return switch (this) {
            case SCRAM_SHA_256 -> context.directory().scramHashes().contains(ScramHash.SHA_256);
            case SCRAM_SHA_1 -> context.directory().scramHashes().contains(ScramHash.SHA_1);
            case SCRAM_SHA_256_PLUS -> context.offersPlus(ScramHash.SHA_256);
            case SCRAM_SHA_1_PLUS -> context.offersPlus(ScramHash.SHA_1);
            case EXTERNAL -> !context.clientCertificates().isEmpty();
            case OAUTHBEARER, XOAUTH2 -> context.tokens().offered();
            case PLAIN, LOGIN -> true;
        };
    }
}
