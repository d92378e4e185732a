package org.postrider.smtp.syntax;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postrider.api.mail.DeliverBy;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;
import org.postrider.api.mail.MailParameters.Ret;

/// The parameters of MAIL. Whether an extension is offered is not asked here.
record MailCommandParameters(MailParameters values, MailTerms terms) {
    private static final int SIZE_DIGITS_MAX = 18;
    /// RFC 3461 §4.4
    private static final int ENVELOPE_ID_LENGTH_MAX = 100;
    /// RFC 4865 §4, RFC 2852 §4: nine digits.
    private static final int SECONDS_DIGITS_MAX = 9;
    /// RFC 3865 §2.4
    private static final int SOLICITATIONS_LENGTH_MAX = 1000;

    // RFC 2852 §4: by-time ";" by-mode [by-trace]
    private static final Pattern BY = Pattern.compile("([+-]?[0-9]{1,9});([RN])(T?)", Pattern.CASE_INSENSITIVE);

    static MailCommandParameters parse(String text) throws CommandRefusedException {
        MailParameters values = MailParameters.DEFAULT;
        MailTerms terms = MailTerms.NONE;
        for (Map.Entry<String, Optional<String>> parameter :
                EsmtpParameters.parse(text).values().entrySet()) {
            Optional<String> value = parameter.getValue();
            switch (parameter.getKey()) {
                case "SIZE" -> terms = terms.withSize(size(value));
                case "BODY" -> values = values.withBody(body(value));
                case "SMTPUTF8" -> values = values.withSmtpUtf8(flag("SMTPUTF8", value));
                // RFC 4954 §5: who first submitted the mail; understood and not believed.
                case "AUTH" -> Xtext.decode(value.orElseThrow(() -> bad("AUTH needs a value")));
                case "RET" -> values = values.withRet(ret(value));
                case "ENVID" -> values = values.withEnvelopeId(envelopeId(value));
                case "REQUIRETLS" -> values = values.withRequireTls(flag("REQUIRETLS", value));
                case "MT-PRIORITY" -> values = values.withPriority(priority(value));
                case "HOLDFOR" -> terms = terms.withHoldFor(holdFor(value));
                case "HOLDUNTIL" -> terms = terms.withHoldUntil(holdUntil(value));
                case "BY" -> terms = terms.withBy(by(value));
                case "SOLICIT" -> terms = terms.withSolicitations(solicitations(value));
                default -> throw EsmtpParameters.unknown(parameter.getKey(), "MAIL");
            }
        }
        if (terms.holdFor().isPresent() && terms.holdUntil().isPresent()) {
            // RFC 4865 §4
            throw bad("HOLDFOR and HOLDUNTIL exclude each other");
        }
        return new MailCommandParameters(values, terms);
    }

    private static long size(Optional<String> value) throws CommandRefusedException {
        return number("SIZE", value, SIZE_DIGITS_MAX);
    }

    // RFC 6152 §2, RFC 3030 §3
    private static BodyType body(Optional<String> value) throws CommandRefusedException {
        return switch (value.orElse("").toUpperCase(Locale.ROOT)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            case "BINARYMIME" -> BodyType.BINARY_MIME;
            default -> throw bad("BODY is 7BIT, 8BITMIME or BINARYMIME");
        };
    }

    // RFC 6531 §3.4, RFC 8689 §2: the parameter has no value.
    private static boolean flag(String keyword, Optional<String> value) throws CommandRefusedException {
        if (value.isPresent()) {
            throw bad(keyword + " takes no value");
        }
        return true;
    }

    // RFC 3461 §4.3
    private static Ret ret(Optional<String> value) throws CommandRefusedException {
        return switch (value.orElse("").toUpperCase(Locale.ROOT)) {
            case "FULL" -> Ret.FULL;
            case "HDRS" -> Ret.HDRS;
            default -> throw bad("RET is FULL or HDRS");
        };
    }

    // RFC 3461 §4.4
    private static String envelopeId(Optional<String> value) throws CommandRefusedException {
        String xtext = value.orElseThrow(() -> bad("ENVID needs a value"));
        if (Xtext.decode(xtext).length() > ENVELOPE_ID_LENGTH_MAX) {
            throw bad("ENVID may have " + ENVELOPE_ID_LENGTH_MAX + " characters");
        }
        return xtext;
    }

    // RFC 6710 §4.1: -9 to 9, a plus sign is not written.
    private static int priority(Optional<String> value) throws CommandRefusedException {
        String text = value.orElse("");
        if (!text.matches("-?[1-9]|0")) {
            throw bad("MT-PRIORITY is a number from -9 to 9");
        }
        return Integer.parseInt(text);
    }

    private static Duration holdFor(Optional<String> value) throws CommandRefusedException {
        return Duration.ofSeconds(number("HOLDFOR", value, SECONDS_DIGITS_MAX));
    }

    // RFC 4865 §4, RFC 3339 §5.6
    private static Instant holdUntil(Optional<String> value) throws CommandRefusedException {
        try {
            return OffsetDateTime.parse(value.orElse("").toUpperCase(Locale.ROOT))
                    .toInstant();
        } catch (DateTimeException _) {
            throw bad("HOLDUNTIL is a date and time such as 2030-01-31T08:00:00Z");
        }
    }

    private static MailTerms.By by(Optional<String> value) throws CommandRefusedException {
        Matcher matcher = BY.matcher(value.orElse(""));
        if (!matcher.matches()) {
            throw bad("BY is a number of seconds, a semicolon, R or N, and perhaps T");
        }
        Duration time = Duration.ofSeconds(Integer.parseInt(matcher.group(1)));
        boolean returns = matcher.group(2).equalsIgnoreCase("R");
        if (returns && !time.isPositive()) {
            // RFC 2852 §4
            throw bad("BY with R needs a time that is not over");
        }
        DeliverBy.Mode mode = returns ? DeliverBy.Mode.RETURN : DeliverBy.Mode.NOTIFY;
        return new MailTerms.By(time, mode, !matcher.group(3).isEmpty());
    }

    // RFC 3865 §2.4: a list of reversed domain names with a word behind a colon.
    private static List<String> solicitations(Optional<String> value) throws CommandRefusedException {
        String text = value.orElse("");
        if (text.isEmpty() || text.length() > SOLICITATIONS_LENGTH_MAX) {
            throw bad("SOLICIT needs up to " + SOLICITATIONS_LENGTH_MAX + " characters");
        }
        return List.of(text.split(","));
    }

    private static long number(String keyword, Optional<String> value, int digitsMax) throws CommandRefusedException {
        String digits = value.orElse("");
        if (digits.isEmpty() || digits.length() > digitsMax || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad(keyword + " needs a number");
        }
        return Long.parseLong(digits);
    }

    private static CommandRefusedException bad(String text) {
        return new CommandRefusedException(501, "5.5.4", text);
    }
}
