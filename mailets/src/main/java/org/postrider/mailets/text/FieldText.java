package org.postrider.mailets.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.postrider.api.mail.HeaderField;

/// Makes a header field of text as people write it.
public final class FieldText {
    // RFC 5322 §2.1.1: a line should have 78 characters, and must not have more than 998.
    private static final int LINE_LENGTH = 78;
    private static final int WORD_LENGTH_MAX = 900;
    // RFC 2047 §2: an encoded word has at most 75 characters; this leaves room for the name on the first line.
    private static final int ENCODED_OCTETS_MAX = 30;

    private FieldText() {}

    /// The field, its value encoded where it is not US-ASCII and folded where it is long.
    ///
    /// @throws IllegalArgumentException where the name is none, or the value has control characters or an
    ///     endless word
    public static HeaderField field(String name, String value) {
        if (value.chars().anyMatch(c -> c != '\t' && (c < 0x20 || c == 0x7f))) {
            throw new IllegalArgumentException(
                    "the value of '" + name + "' has a line break or control character; write it in one line");
        }
        boolean ascii = value.chars().allMatch(c -> c < 0x80);
        return HeaderField.of(name, ascii ? folded(name, value) : encoded(value));
    }

    private static String folded(String name, String value) {
        StringBuilder folded = new StringBuilder(value.length() + 16);
        int lineLength = name.length() + 2;
        for (String word : value.split("(?=[ \t])", -1)) {
            if (word.length() > WORD_LENGTH_MAX) {
                throw new IllegalArgumentException("the value of '" + name + "' has a word of more than "
                        + WORD_LENGTH_MAX + " characters, which no line can hold");
            }
            // A line of nothing but space would end the header for some.
            if (lineLength + word.length() > LINE_LENGTH && !word.isBlank() && !folded.isEmpty()) {
                folded.append("\r\n");
                lineLength = 0;
                if (!word.startsWith(" ") && !word.startsWith("\t")) {
                    folded.append(' ');
                }
            }
            folded.append(word);
            lineLength += word.length();
        }
        return folded.toString();
    }

    // RFC 2047 §5: each encoded word holds whole characters; the line breaks between them do not count.
    private static String encoded(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        int octets = 0;
        for (int at = 0; at < value.length(); at += Character.charCount(value.codePointAt(at))) {
            String character = Character.toString(value.codePointAt(at));
            int length = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > ENCODED_OCTETS_MAX) {
                words.add(encodedWord(part.toString()));
                part.setLength(0);
                octets = 0;
            }
            part.append(character);
            octets += length;
        }
        words.add(encodedWord(part.toString()));
        return String.join("\r\n ", words);
    }

    private static String encodedWord(String text) {
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }
}
