package org.postrider.directory.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A search filter (RFC 4515) with `{name}` where a value comes. What a value holds never becomes a part of the
/// filter.
final class FilterTemplate {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z]*)\\}");

    private FilterTemplate() {}

    /// @throws IllegalArgumentException where it is no filter, or has other names in braces
    static void check(String template, String... allowed) {
        List<String> names =
                PLACE.matcher(template).results().map(place -> place.group(1)).toList();
        if (names.isEmpty() || !List.of(allowed).containsAll(names)) {
            throw new IllegalArgumentException(
                    "the filter " + template + " has in braces: {" + String.join("}, {", allowed) + "}, one at least");
        }
        try {
            Filter.create(PLACE.matcher(template).replaceAll("x"));
        } catch (LDAPException e) {
            throw new IllegalArgumentException("'" + template + "' is no filter: " + e.getMessage(), e);
        }
    }

    static Filter fill(String template, Map<String, String> values) throws LDAPException {
        return Filter.create(
                PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(encoded(place, values))));
    }

    // RFC 4515 §3
    private static String encoded(MatchResult place, Map<String, String> values) {
        return Filter.encodeValue(values.getOrDefault(place.group(1), ""));
    }
}
