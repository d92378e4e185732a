package org.postrider.imap.order;

import java.util.ArrayList;
import java.util.List;

/// Finds `<left@right>` in header fields (RFC 5256 §2.3: what is no message ID is passed over).
final class MessageIds {
    /// Of a message that refers to more, the last ones count.
    private static final int COUNT_MAX = 500;
    private static final int LENGTH_MAX = 1000;

    private MessageIds() {}

    /// Without the brackets; quotes and white space that mean nothing are gone.
    static List<String> in(String value) {
        List<String> found = new ArrayList<>();
        int at = value.indexOf('<');
        while (at >= 0) {
            int end = value.indexOf('>', at);
            if (end < 0) {
                break;
            }
            // Of "<broken <id@host>" the inner one is meant.
            int start = value.lastIndexOf('<', end);
            String id = normal(value.substring(start + 1, end));
            if (id.indexOf('@') > 0 && id.length() <= LENGTH_MAX) {
                found.add(id);
            }
            at = value.indexOf('<', end);
        }
        return found.size() <= COUNT_MAX ? found : found.subList(found.size() - COUNT_MAX, found.size());
    }

    private static String normal(String id) {
        String plain = id.indexOf(' ') < 0 && id.indexOf('\t') < 0 ? id : id.replaceAll("\\s+", "");
        return plain.startsWith("\"") && plain.indexOf("\"@") > 0
                ? plain.substring(1).replaceFirst("\"@", "@").replaceAll("\\\\(.)", "$1")
                : plain;
    }
}
