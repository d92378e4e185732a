package org.postrider.smtp.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The coding that puts any text into a parameter (RFC 3461 §4): `+` and two hexadecimal digits for what may not stand
/// there itself.
public final class Xtext {
    private Xtext() {}

    /// @throws CommandRefusedException where `text` is no xtext
    public static String decode(String text) throws CommandRefusedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                int high = i + 2 < text.length() ? hexadecimal(text.charAt(i + 1)) : -1;
                int low = i + 2 < text.length() ? hexadecimal(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw bad();
                }
                out.write(high << 4 | low);
                i += 2;
            } else if (c > ' ' && c < 0x7f && c != '=') {
                out.write(c);
            } else {
                throw bad();
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    public static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f && octet != '+' && octet != '=') {
                out.append((char) octet);
            } else {
                out.append('+')
                        .append(Character.toUpperCase(Character.forDigit(octet >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(octet & 0xf, 16)));
            }
        }
        return out.toString();
    }

    // RFC 3461 §4: the digits are in upper case.
    private static int hexadecimal(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }

    private static CommandRefusedException bad() {
        return new CommandRefusedException(501, "5.5.4", "Bad xtext in a parameter");
    }
}
