package org.postrider.kernel.history;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// By what a line is found. A key is a text; case does not count in addresses (as for accounts), and `@domain` is a
/// key of each address in it.
final class HistoryKeys {
    /// Of each line that tells of what is not known.
    static final String GAP = "gap";

    // For so many recipients, from whom to whom is one key: two busy addresses that never met are found nowhere at
    // once.
    private static final int PAIRS_MAX = 100;

    // As the spool makes ids.
    private static final String ID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int ID_TIME_DIGITS = 9;
    private static final int ID_LENGTH = 16;

    private HistoryKeys() {}

    static String mail(String id) {
        return "i" + root(id);
    }

    static String from(String address) {
        return "f" + lower(address);
    }

    static String to(String address) {
        return "t" + lower(address);
    }

    static String pair(String from, String to) {
        return "p" + lower(from) + " " + lower(to);
    }

    /// Of a mail from `from` to so many that they are no pairs.
    static String manyFrom(String from) {
        return "m" + lower(from);
    }

    /// The id of the mail of which this one was made.
    static String root(String id) {
        int dash = id.indexOf('-');
        return dash < 0 ? id : id.substring(0, dash);
    }

    /// What stands in each line with that key, whatever the case.
    static String needle(String address) {
        // What JSON writes otherwise than it is.
        return address.indexOf('"') >= 0 || address.indexOf('\\') >= 0 ? domain(address) : address;
    }

    /// When a mail was accepted, by its id; 0 where that does not say.
    static long acceptedMillis(String root) {
        long millis = 0;
        for (int i = 0; i < ID_TIME_DIGITS; i++) {
            int digit = i < root.length() ? ID_DIGITS.indexOf(root.charAt(i)) : -1;
            if (digit < 0) {
                return 0;
            }
            millis = millis << 5 | digit;
        }
        return root.length() == ID_LENGTH ? millis : 0;
    }

    static Set<String> of(Map<String, Object> line) {
        Set<String> keys = new HashSet<>();
        if (line.get("id") instanceof String id) {
            keys.add(mail(id));
        }
        if (String.valueOf(line.get("event")).equals("gap")) {
            keys.add(GAP);
        }
        List<String> to = recipients(line);
        to.forEach(address -> {
            keys.add(to(address));
            keys.add(to(domain(address)));
        });
        if (isReceived(line)) {
            String from = sender(line);
            keys.add(from(from));
            keys.add(from(domain(from)));
            if (to.size() > PAIRS_MAX) {
                keys.add(manyFrom(from));
            } else {
                to.forEach(address -> keys.add(pair(from, address)));
            }
        }
        return keys;
    }

    static boolean isReceived(Map<String, Object> line) {
        return "received".equals(line.get("event"));
    }

    static String sender(Map<String, Object> line) {
        return String.valueOf(line.getOrDefault("from", ""));
    }

    static List<String> recipients(Map<String, Object> line) {
        @Nullable Object to = line.get("to");
        if (to instanceof List<?> many) {
            return many.stream().map(String::valueOf).toList();
        }
        return to == null ? List.of() : List.of(String.valueOf(to));
    }

    /// Whether an address is the one that is asked for, or in the domain that is (`@example.org`).
    static boolean isMeant(String asked, String address) {
        return asked.startsWith("@")
                ? lower(domain(address)).equals(lower(asked))
                : lower(address).equals(lower(asked));
    }

    private static String domain(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? "@" : address.substring(at);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
