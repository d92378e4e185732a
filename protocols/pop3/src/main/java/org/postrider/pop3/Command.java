package org.postrider.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// A command as it came.
///
/// @param keyword in capitals
/// @param argument all behind the keyword's space, as it is
record Command(String keyword, String argument) {
    private static final int KEYWORD_LENGTH_MAX = 16;

    /// @param line with its line break; LF alone is taken too, as every server does
    /// @throws CommandRefusedException where it is no UTF-8 or has control characters
    static Command parse(byte[] line) throws CommandRefusedException {
        int end = line.length;
        while (end > 0 && (line[end - 1] == '\n' || line[end - 1] == '\r')) {
            end--;
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, end))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new CommandRefusedException("the line is no UTF-8");
        }
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new CommandRefusedException("the line has control characters");
        }
        int space = text.indexOf(' ');
        String keyword = space < 0 ? text : text.substring(0, space);
        if (keyword.isEmpty() || keyword.length() > KEYWORD_LENGTH_MAX) {
            throw new CommandRefusedException("say a command");
        }
        return new Command(keyword.toUpperCase(Locale.ROOT), space < 0 ? "" : text.substring(space + 1));
    }

    /// The words of the argument.
    List<String> words() {
        return argument.isBlank() ? List.of() : List.of(argument.strip().split(" +"));
    }

    /// @throws CommandRefusedException where there is an argument
    void expectNone() throws CommandRefusedException {
        if (!words().isEmpty()) {
            throw new CommandRefusedException(keyword + " has no argument");
        }
    }

    /// A whole number that stands at `index` of the arguments.
    ///
    /// @throws CommandRefusedException where there is none
    long number(int index) throws CommandRefusedException {
        List<String> words = words();
        if (index >= words.size() || !words.get(index).matches("[0-9]{1,10}")) {
            throw new CommandRefusedException(keyword + " needs " + (index == 0 ? "a message number" : "two numbers"));
        }
        return Long.parseLong(words.get(index));
    }

    /// @throws CommandRefusedException where there are more than `max` arguments
    void expectAtMost(int max) throws CommandRefusedException {
        if (words().size() > max) {
            throw new CommandRefusedException(keyword + " has too many arguments");
        }
    }
}
