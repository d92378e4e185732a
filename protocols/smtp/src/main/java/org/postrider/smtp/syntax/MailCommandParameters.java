package org.postrider.smtp.syntax;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.postrider.api.mail.MailParameters;
import org.postrider.api.mail.MailParameters.BodyType;

/// The parameters of MAIL.
///
/// @param size RFC 1870 §3, an announcement that does not travel on
record MailCommandParameters(MailParameters values, OptionalLong size) {
    private static final int SIZE_DIGITS_MAX = 18;

    static MailCommandParameters parse(String text) throws CommandRefusedException {
        MailParameters values = MailParameters.DEFAULT;
        OptionalLong size = OptionalLong.empty();
        for (Map.Entry<String, Optional<String>> parameter :
                EsmtpParameters.parse(text).values().entrySet()) {
            Optional<String> value = parameter.getValue();
            switch (parameter.getKey()) {
                case "SIZE" -> size = OptionalLong.of(size(value));
                case "BODY" -> values = values.withBody(body(value));
                case "SMTPUTF8" -> values = values.withSmtpUtf8(flag(value));
                // RFC 4954 §5: who first submitted the mail; understood and not believed.
                case "AUTH" -> Xtext.decode(value.orElseThrow(() -> bad("AUTH needs a value")));
                default -> throw EsmtpParameters.unknown(parameter.getKey(), "MAIL");
            }
        }
        return new MailCommandParameters(values, size);
    }

    private static long size(Optional<String> value) throws CommandRefusedException {
        String digits = value.orElse("");
        if (digits.isEmpty()
                || digits.length() > SIZE_DIGITS_MAX
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad("SIZE needs a number");
        }
        return Long.parseLong(digits);
    }

    // RFC 6152 §2
    private static BodyType body(Optional<String> value) throws CommandRefusedException {
        return switch (value.orElse("").toUpperCase(Locale.ROOT)) {
            case "7BIT" -> BodyType.SEVEN_BIT;
            case "8BITMIME" -> BodyType.EIGHT_BIT_MIME;
            default -> throw bad("BODY is 7BIT or 8BITMIME");
        };
    }

    // RFC 6531 §3.4: the parameter has no value.
    private static boolean flag(Optional<String> value) throws CommandRefusedException {
        if (value.isPresent()) {
            throw bad("SMTPUTF8 takes no value");
        }
        return true;
    }

    private static CommandRefusedException bad(String text) {
        return new CommandRefusedException(501, "5.5.4", text);
    }
}
