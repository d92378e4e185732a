package org.postrider.smtp.client;

import java.util.Locale;

/// The address of the type `utf-8` in ORCPT (RFC 6533 §3).
final class Utf8Address {
    private Utf8Address() {}

    /// utf-8-addr-xtext, for a host without SMTPUTF8. What has no other characters than US-ASCII stays as it is.
    ///
    /// @param typeAndAddress `utf-8;` and the address as utf-8-addr-unitext or utf-8-address
    static String inAscii(String typeAndAddress) {
        if (typeAndAddress.chars().allMatch(c -> c < 0x80)) {
            return typeAndAddress;
        }
        int start = typeAndAddress.indexOf(';') + 1;
        StringBuilder out = new StringBuilder(typeAndAddress.substring(0, start));
        int i = start;
        while (i < typeAndAddress.length()) {
            int c = typeAndAddress.codePointAt(i);
            boolean embedded = typeAndAddress.startsWith("\\x{", i);
            if (embedded || isQchar(c)) {
                out.appendCodePoint(c);
            } else {
                out.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
            i += Character.charCount(c);
        }
        return out.toString();
    }

    private static boolean isQchar(int c) {
        return c > ' ' && c < 0x7f && c != '\\' && c != '+' && c != '=';
    }
}
