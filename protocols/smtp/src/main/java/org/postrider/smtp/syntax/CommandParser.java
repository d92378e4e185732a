package org.postrider.smtp.syntax;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.DsnRequest;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;
import org.postrider.smtp.syntax.Command.Hello;

/// Reads a command line.
public final class CommandParser {
    private static final int HELLO_OCTETS_MAX = 255;
    private static final int CHUNK_DIGITS_MAX = 18;

    private CommandParser() {}

    /// @param line as it came; the line break may be there or not
    /// @throws CommandRefusedException with the reply that says what is wrong with it
    public static Command parse(byte[] line) throws CommandRefusedException {
        String text = text(line);
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        return switch (verb) {
            case "EHLO" -> hello(Hello.Verb.EHLO, argument);
            case "HELO" -> hello(Hello.Verb.HELO, argument);
            case "LHLO" -> hello(Hello.Verb.LHLO, argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument);
            case "DATA" -> alone(new Command.Data(), argument);
            case "BDAT" -> bdat(argument);
            case "RSET" -> alone(new Command.Rset(), argument);
            case "QUIT" -> alone(new Command.Quit(), argument);
            case "STARTTLS" -> alone(new Command.StartTls(), argument);
            case "NOOP" -> new Command.Noop();
            case "HELP" -> new Command.Help();
            case "VRFY" -> new Command.Vrfy(argument);
            case "EXPN" -> new Command.Expn(argument);
            case "ETRN" -> etrn(argument);
            case "XCLIENT" -> new Command.Xclient(attributes(argument));
            case "XFORWARD" -> new Command.Xforward(attributes(argument));
            case "AUTH" -> auth(argument);
            case "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH", "TRACE", "PRI" ->
                new Command.Http();
            default -> throw new CommandRefusedException(500, "5.5.1", "Command not recognised");
        };
    }

    private static String text(byte[] line) throws CommandRefusedException {
        int end = line.length;
        while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            // RFC 5321 §4.1.2: control characters have no place in a command.
            if ((line[i] >= 0 && line[i] < ' ' && line[i] != '\t') || line[i] == 0x7f) {
                throw new CommandRefusedException(500, "5.5.2", "Control characters are not allowed in a command");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, end))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new CommandRefusedException(500, "5.5.2", "A command is US-ASCII, or UTF-8 with SMTPUTF8");
        }
    }

    // RFC 5321 §4.1.4: whether the name is true is not checked, and a name that is none is taken too if it is one word.
    private static Command hello(Hello.Verb verb, String argument) throws CommandRefusedException {
        if (argument.isEmpty()
                || argument.length() > HELLO_OCTETS_MAX
                || !argument.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new CommandRefusedException(501, "5.5.4", verb + " needs a domain or an address literal");
        }
        return new Hello(verb, argument);
    }

    private static Command mail(String argument) throws CommandRefusedException {
        PathText path = PathText.after("FROM:", argument, "5.1.7");
        MailCommandParameters parameters = MailCommandParameters.parse(path.rest());
        ReversePath reversePath = path.text().isEmpty() ? ReversePath.NULL : ReversePath.of(path.address());
        if (path.internationalised() && !parameters.values().smtpUtf8()) {
            // RFC 6531 §3.4
            throw new CommandRefusedException(553, "5.6.7", "This address needs MAIL with SMTPUTF8");
        }
        return new Command.Mail(reversePath, parameters.values(), parameters.terms());
    }

    private static Command rcpt(String argument) throws CommandRefusedException {
        PathText path = PathText.after("TO:", argument, "5.1.3");
        DsnRequest dsn = RcptCommandParameters.parse(path.rest());
        // RFC 5321 §4.1.1.3: the name is matched ignoring case.
        Optional<MailAddress> address =
                path.text().equalsIgnoreCase("postmaster") ? Optional.empty() : Optional.of(path.address());
        // RFC 6533 §3: nor does the original recipient stand there in UTF-8 without SMTPUTF8.
        boolean utf8 =
                dsn.originalRecipient().stream().flatMapToInt(String::chars).anyMatch(c -> c >= 0x80);
        return new Command.Rcpt(address, path.internationalised() || utf8, dsn);
    }

    // RFC 3030 §2: the size, and LAST behind the last piece's.
    private static Command bdat(String argument) throws CommandRefusedException {
        String[] words = argument.split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        boolean number = !words[0].isEmpty()
                && words[0].length() <= CHUNK_DIGITS_MAX
                && words[0].chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || words.length > (last ? 2 : 1)) {
            throw new CommandRefusedException(501, "5.5.4", "Syntax: BDAT size [LAST]");
        }
        return new Command.Bdat(Long.parseLong(words[0]), last);
    }

    // RFC 1985 §5.3
    private static Command etrn(String argument) throws CommandRefusedException {
        if (argument.startsWith("#")) {
            throw new CommandRefusedException(458, "5.5.4", "There are no named queues here");
        }
        boolean subdomains = argument.startsWith("@");
        try {
            return new Command.Etrn(Domain.parse(subdomains ? argument.substring(1) : argument), subdomains);
        } catch (AddressSyntaxException _) {
            throw new CommandRefusedException(501, "5.5.4", "Syntax: ETRN domain");
        }
    }

    // Each value is xtext; [UNAVAILABLE] and [TEMPUNAVAIL] stand for none.
    private static Map<String, Optional<String>> attributes(String argument) throws CommandRefusedException {
        Map<String, Optional<String>> attributes = new LinkedHashMap<>();
        for (Map.Entry<String, Optional<String>> attribute :
                EsmtpParameters.parse(argument).values().entrySet()) {
            String value = Xtext.decode(attribute
                    .getValue()
                    .orElseThrow(() -> new CommandRefusedException(501, "5.5.4", "Each attribute needs a value")));
            boolean known = !value.equalsIgnoreCase("[UNAVAILABLE]") && !value.equalsIgnoreCase("[TEMPUNAVAIL]");
            attributes.put(attribute.getKey(), known ? Optional.of(value) : Optional.empty());
        }
        if (attributes.isEmpty()) {
            throw new CommandRefusedException(501, "5.5.4", "This command needs attributes");
        }
        return attributes;
    }

    private static Command auth(String argument) throws CommandRefusedException {
        String[] words = argument.split(" +");
        if (argument.isEmpty() || words.length > 2) {
            throw new CommandRefusedException(501, "5.5.4", "Syntax: AUTH mechanism [initial-response]");
        }
        return new Command.Auth(
                words[0].toUpperCase(Locale.ROOT), words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    private static Command alone(Command command, String argument) throws CommandRefusedException {
        if (!argument.isEmpty()) {
            throw new CommandRefusedException(501, "5.5.4", "This command takes no argument");
        }
        return command;
    }
}
