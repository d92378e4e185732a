package org.postrider.smtp.syntax;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.DsnRequest.Notify;

/// The parameters of RCPT (RFC 3461 §4.1, §4.2).
final class RcptCommandParameters {
    /// RFC 3461 §4.2
    private static final int ORIGINAL_RECIPIENT_LENGTH_MAX = 500;

    private RcptCommandParameters() {}

    static DsnRequest parse(String text) throws CommandRefusedException {
        Set<Notify> notifyOn = Set.of();
        Optional<String> originalRecipient = Optional.empty();
        for (Map.Entry<String, Optional<String>> parameter :
                EsmtpParameters.parse(text).values().entrySet()) {
            String value = parameter.getValue().orElse("");
            switch (parameter.getKey()) {
                case "NOTIFY" -> notifyOn = notifyOn(value);
                case "ORCPT" -> originalRecipient = Optional.of(originalRecipient(value));
                default -> throw EsmtpParameters.unknown(parameter.getKey(), "RCPT");
            }
        }
        return new DsnRequest(notifyOn, originalRecipient);
    }

    private static Set<Notify> notifyOn(String value) throws CommandRefusedException {
        Set<Notify> all = EnumSet.noneOf(Notify.class);
        for (String word : value.split(",", -1)) {
            Notify one = switch (word.toUpperCase(Locale.ROOT)) {
                case "NEVER" -> Notify.NEVER;
                case "SUCCESS" -> Notify.SUCCESS;
                case "FAILURE" -> Notify.FAILURE;
                case "DELAY" -> Notify.DELAY;
                default -> throw bad("NOTIFY is NEVER, or a list of SUCCESS, FAILURE and DELAY");
            };
            if (!all.add(one)) {
                throw bad("NOTIFY names something twice");
            }
        }
        if (all.contains(Notify.NEVER) && all.size() > 1) {
            throw bad("NOTIFY=NEVER stands alone");
        }
        return all;
    }

    // RFC 3461 §4.2: addr-type ";" xtext; RFC 6533 §3: of the type utf-8 also as UTF-8.
    private static String originalRecipient(String value) throws CommandRefusedException {
        int semicolon = value.indexOf(';');
        boolean typed =
                semicolon > 0 && value.substring(0, semicolon).chars().allMatch(RcptCommandParameters::isAtomCharacter);
        if (!typed || semicolon == value.length() - 1 || value.length() > ORIGINAL_RECIPIENT_LENGTH_MAX) {
            throw bad("ORCPT is a type of address, a semicolon and an address");
        }
        if (!value.substring(0, semicolon).equalsIgnoreCase("utf-8")) {
            Xtext.decode(value.substring(semicolon + 1));
        }
        return value;
    }

    private static boolean isAtomCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static CommandRefusedException bad(String text) {
        return new CommandRefusedException(501, "5.5.4", text);
    }
}
