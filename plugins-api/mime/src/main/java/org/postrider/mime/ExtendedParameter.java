package org.postrider.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Parameters with charset and language, in pieces (RFC 2231).
final class ExtendedParameter {
    private static final int PIECES_MAX = 1000;

    private ExtendedParameter() {}

    static Optional<String> decode(Map<String, String> parameters, String name) {
        String extended = parameters.get(name + "*");
        if (extended != null) {
            return Optional.of(decodeExtended(extended));
        }
        if (parameters.containsKey(name + "*0") || parameters.containsKey(name + "*0*")) {
            return Optional.of(joined(parameters, name));
        }
        return Optional.ofNullable(parameters.get(name)).map(HeaderText::decode);
    }

    private static String joined(Map<String, String> parameters, String name) {
        StringBuilder text = new StringBuilder();
        // A character may be split between two pieces.
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        String charset = "utf-8";
        for (int i = 0; i < PIECES_MAX; i++) {
            String plain = parameters.get(name + "*" + i);
            String encoded = parameters.get(name + "*" + i + "*");
            if (plain != null) {
                text.append(Charsets.decode(octets.toByteArray(), charset)).append(plain);
                octets.reset();
            } else if (encoded != null) {
                int start = i == 0 ? endOfCharset(encoded) : 0;
                charset = start == 0 ? charset : encoded.substring(0, encoded.indexOf('\''));
                percentDecode(encoded.substring(start), octets);
            } else {
                break;
            }
        }
        return text.append(Charsets.decode(octets.toByteArray(), charset)).toString();
    }

    private static String decodeExtended(String value) {
        int start = endOfCharset(value);
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        percentDecode(value.substring(start), octets);
        return Charsets.decode(octets.toByteArray(), start == 0 ? "utf-8" : value.substring(0, value.indexOf('\'')));
    }

    // Behind charset'language'
    private static int endOfCharset(String value) {
        int first = value.indexOf('\'');
        int second = first < 0 ? -1 : value.indexOf('\'', first + 1);
        return second < 0 ? 0 : second + 1;
    }

    private static void percentDecode(String text, ByteArrayOutputStream out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
