package org.postrider.dist.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postrider.api.config.Network;
import org.postrider.api.dns.Dns;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.dist.doctor.Answers.UnansweredException;

/// What SPF records say of one address (RFC 7208), as far as it does not depend on a message: macros, `exists` and
/// `ptr`
/// are not followed. Confined to one thread.
final class SpfRecord {
    // RFC 7208 §4.6.4
    private static final int LOOKUPS_MAX = 10;
    private static final String VERSION = "v=spf1";

    private final Dns dns;
    private final InetAddress address;
    private int lookups;

    SpfRecord(Dns dns, InetAddress address) {
        this.dns = dns;
        this.address = address;
    }

    /// All SPF records of a domain.
    static List<String> of(String domain, Dns dns) throws UnansweredException {
        return Answers.records(dns.texts(domain)).stream()
                .filter(text -> text.equalsIgnoreCase(VERSION)
                        || text.toLowerCase(Locale.ROOT).startsWith(VERSION + " "))
                .toList();
    }

    /// True for `+all`.
    static boolean letsEverybody(String record) {
        return List.of(record.toLowerCase(Locale.ROOT).split(" +")).stream()
                .anyMatch(term -> term.equals("all") || term.equals("+all"));
    }

    Result check(String domain) throws UnansweredException {
        List<String> records = of(domain, dns);
        if (records.size() != 1) {
            return new Result.Broken(domain + " has " + records.size() + " SPF records");
        }
        Optional<String> redirect = Optional.empty();
        List<String> unread = new ArrayList<>();
        for (String term :
                records.getFirst().substring(VERSION.length()).strip().split(" +")) {
            String lower = term.toLowerCase(Locale.ROOT);
            if (lower.startsWith("redirect=")) {
                redirect = Optional.of(lower.substring("redirect=".length()));
            } else if (isMechanism(lower)) {
                Match match = match(lower.replaceFirst("^[+?~-]", ""), domain);
                switch (match) {
                    case Match.Broken(String why) -> {
                        return new Result.Broken(why);
                    }
                    case Match.Unread() -> unread.add(term);
                    case Match.No() -> {}
                    case Match.Yes() -> {
                        return unread.isEmpty() ? result(lower) : unknown(unread);
                    }
                }
            }
        }
        if (!unread.isEmpty()) {
            return unknown(unread);
        }
        if (redirect.isEmpty()) {
            return new Result.Neutral();
        }
        // RFC 7208 §6.1: only where no mechanism matched.
        return tooMany() ? new Result.Broken("it takes more than " + LOOKUPS_MAX + " look-ups") : check(redirect.get());
    }

    // RFC 7208 §6: other modifiers, such as exp, change nothing.
    private static boolean isMechanism(String term) {
        return !term.isEmpty() && !term.matches("[a-z][a-z0-9_.-]*=.*");
    }

    private static Result unknown(List<String> terms) {
        return new Result.Unknown("it depends on " + String.join(" ", terms));
    }

    // RFC 7208 §4.6.2: without a qualifier, pass.
    private static Result result(String term) {
        return switch (term.charAt(0)) {
            case '-' -> new Result.Fail();
            case '~' -> new Result.SoftFail();
            case '?' -> new Result.Neutral();
            default -> new Result.Pass();
        };
    }

    private Match match(String mechanism, String domain) throws UnansweredException {
        if (mechanism.contains("%")) {
            return new Match.Unread();
        }
        String name = mechanism.split("[:/]", 2)[0];
        return switch (name) {
            case "all" -> new Match.Yes();
            case "ip4", "ip6" -> network(mechanism.substring(Math.min(mechanism.length(), 4)));
            case "include" -> tooMany() ? many() : included(mechanism.substring("include:".length()));
            case "a" -> tooMany() ? many() : host(target(mechanism, domain), mechanism);
            case "mx" -> tooMany() ? many() : mx(target(mechanism, domain), mechanism);
            case "exists", "ptr" -> new Match.Unread();
            default -> new Match.Broken("it has '" + mechanism + "', which is no mechanism");
        };
    }

    private Match included(String domain) throws UnansweredException {
        return switch (check(domain)) {
            case Result.Pass() -> new Match.Yes();
            case Result.Fail(), Result.SoftFail(), Result.Neutral() -> new Match.No();
            case Result.Unknown _ -> new Match.Unread();
            case Result.Broken(String why) -> new Match.Broken(why);
        };
    }

    private Match mx(String domain, String mechanism) throws UnansweredException {
        try {
            for (Dns.Mx mx : Answers.records(dns.mx(Domain.parse(domain)))) {
                if (host(mx.host(), mechanism) instanceof Match.Yes yes) {
                    return yes;
                }
            }
            return new Match.No();
        } catch (AddressSyntaxException e) {
            return new Match.Broken("'" + domain + "' in it is no domain");
        }
    }

    private Match host(String host, String mechanism) throws UnansweredException {
        String prefix = prefix(mechanism);
        for (InetAddress found : Answers.records(dns.addresses(host))) {
            if (found.getAddress().length == address.getAddress().length
                    && network(Answers.text(found) + prefix) instanceof Match.Yes yes) {
                return yes;
            }
        }
        return new Match.No();
    }

    // RFC 7208 §5.6: a/24 for IPv4, a//64 for IPv6.
    private String prefix(String mechanism) {
        String[] parts = mechanism.split("/", -1);
        boolean six = address.getAddress().length == 16;
        if (six) {
            return parts.length > 3 || (parts.length == 3 && parts[1].isEmpty()) ? "/" + parts[parts.length - 1] : "";
        }
        return parts.length > 1 && !parts[1].isEmpty() ? "/" + parts[1] : "";
    }

    private static String target(String mechanism, String domain) {
        String target = mechanism.replaceFirst("/.*", "");
        int colon = target.indexOf(':');
        return colon < 0 ? domain : target.substring(colon + 1);
    }

    private Match network(String text) {
        try {
            return Network.parse(text).contains(address) ? new Match.Yes() : new Match.No();
        } catch (IllegalArgumentException e) {
            return new Match.Broken("'" + text + "' in it is no network");
        }
    }

    private boolean tooMany() {
        return ++lookups > LOOKUPS_MAX;
    }

    private static Match many() {
        return new Match.Broken("it takes more than " + LOOKUPS_MAX + " look-ups (RFC 7208 §4.6.4)");
    }

    private sealed interface Match {
        record Yes() implements Match {}

        record No() implements Match {}

        /// Depends on the message.
        record Unread() implements Match {}

        record Broken(String why) implements Match {}
    }

    /// What the records say.
    sealed interface Result {
        record Pass() implements Result {}

        record Fail() implements Result {}

        record SoftFail() implements Result {}

        record Neutral() implements Result {}

        /// Depends on the message.
        record Unknown(String why) implements Result {}

        record Broken(String why) implements Result {}
    }
}
