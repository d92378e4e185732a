package org.postrider.kernel.outbound;

import java.util.Locale;

/// Names of destinations: `TRANSPORT:DOMAIN`, or `TRANSPORT:[HOST, HOST:PORT]` for a route to certain hosts.
public final class DestinationName {
    private DestinationName() {}

    /// @param wanted the whole name, or what stands behind the colon: a domain, `*.` and a domain for all below it, or
    ///     one of the hosts; case does not matter
    public static boolean matches(String wanted, String destination) {
        String sought = wanted.toLowerCase(Locale.ROOT);
        String name = destination.toLowerCase(Locale.ROOT);
        String where = name.substring(name.indexOf(':') + 1);
        if (sought.equals(name)) {
            return true;
        }
        if (!where.startsWith("[")) {
            return sought.startsWith("*.") ? where.endsWith(sought.substring(1)) : where.equals(sought);
        }
        for (String host : where.substring(1, where.length() - 1).split(",")) {
            String each = host.strip();
            if (each.equals(sought) || each.startsWith(sought + ":")) {
                return true;
            }
        }
        return false;
    }
}
