package org.postrider.kernel.outbound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.transport.Route;
import org.postrider.kernel.outbound.RoutesConfig.AddressOrder;
import org.postrider.kernel.outbound.RoutesConfig.After;
import org.postrider.kernel.outbound.RoutesConfig.RouteEntry;
import org.postrider.kernel.pipeline.Fate;

/// Chooses the way of mail that leaves for the world; what the pipeline sends to a host of its own goes there.
/// Thread-safe; another table may take the present one's place at any time.
public final class Routes {
    /// Set on a mail by a mailet: the name of the route that it takes.
    public static final String ROUTE_ATTRIBUTE = "postrider.route";

    private volatile Table table;

    private Routes(Table table) {
        this.table = table;
    }

    /// All mail goes to the MX hosts.
    public static Routes none() {
        return of(new RoutesConfig(AddressOrder.IPV6_FIRST, List.of()), List.of());
    }

    /// @param places of the routes, in their order; may be fewer
    public static Routes of(RoutesConfig config, List<String> places) {
        Map<String, Known> byName = new LinkedHashMap<>();
        for (int i = 0; i < config.route().size(); i++) {
            RouteEntry entry = config.route().get(i);
            byName.put(entry.name(), Known.of(entry, i < places.size() ? places.get(i) : ""));
        }
        return new Routes(new Table(config.addresses(), byName));
    }

    /// From now on mail goes as `other` says; what waits for a route that is not there any more goes as it was.
    public void replace(Routes other) {
        table = other.table;
    }

    AddressOrder addressOrder() {
        return table.addressOrder();
    }

    /// A mail for other hosts by the ways that its recipients take, each noted on its mail.
    ///
    /// @param asked what the pipeline said
    public List<Fate.Relayed> spread(Mail mail, Route asked) {
        Map<String, Known> byName = table.byName();
        // To hosts that a mailet names, mail goes whatever the table says.
        if (!asked.equals(Route.BY_MX) || byName.isEmpty()) {
            return List.of(new Fate.Relayed(mail.withoutAttribute(ROUTE_ATTRIBUTE), asked));
        }
        Map<String, List<Recipient>> byRoute = new LinkedHashMap<>();
        for (Recipient recipient : mail.recipients()) {
            String name = chosen(mail, recipient, byName)
                    .map(known -> known.way().name())
                    .orElse("");
            byRoute.computeIfAbsent(name, _ -> new ArrayList<>()).add(recipient);
        }
        List<Fate.Relayed> parts = new ArrayList<>();
        byRoute.forEach((name, recipients) -> {
            Known known = byName.get(name);
            Mail part = mail.withRecipients(recipients);
            parts.add(
                    known == null
                            ? new Fate.Relayed(part.withoutAttribute(ROUTE_ATTRIBUTE), asked)
                            : new Fate.Relayed(
                                    part.withAttribute(ROUTE_ATTRIBUTE, name),
                                    known.way().route()));
        });
        return parts;
    }

    private static Optional<Known> chosen(Mail mail, Recipient recipient, Map<String, Known> byName) {
        return mail.attribute(ROUTE_ATTRIBUTE)
                .map(byName::get)
                .or(() -> byName.values().stream()
                        .filter(known -> known.fits(mail, recipient))
                        .findFirst());
    }

    /// The way that a mail takes now: its route as it stands in the table today, or where that is gone, as it was.
    ///
    /// @param attempts how many there were
    public Way way(Mail mail, Route stored, int attempts) {
        Map<String, Known> byName = table.byName();
        return mail.attribute(ROUTE_ATTRIBUTE)
                .map(byName::get)
                .map(known -> after(known, attempts, byName).way())
                .orElseGet(() -> Way.of(stored));
    }

    // The loader has seen that no chain of these is a circle.
    private static Known after(Known start, int attempts, Map<String, Known> byName) {
        Known known = start;
        int left = attempts;
        while (known.after().isPresent() && left >= known.after().get().failures()) {
            left -= known.after().get().failures();
            Known next = byName.get(known.after().get().route());
            if (next == null) {
                return known;
            }
            known = next;
        }
        return known;
    }

    /// Immutable.
    private record Table(AddressOrder addressOrder, Map<String, Known> byName) {}

    private record Known(
            Way way,
            boolean byNameOnly,
            List<AddressPattern> recipients,
            List<AddressPattern> senders,
            List<AddressPattern> users,
            Optional<After> after) {
        static Known of(RouteEntry entry, String place) {
            return new Known(
                    Way.of(entry, place),
                    entry.byNameOnly(),
                    patterns(entry.recipient()),
                    patterns(entry.sender()),
                    patterns(entry.user()),
                    entry.after());
        }

        private static List<AddressPattern> patterns(List<String> texts) {
            List<AddressPattern> patterns = new ArrayList<>();
            texts.forEach(text -> patterns.add(AddressPattern.parse(text)));
            return List.copyOf(patterns);
        }

        boolean fits(Mail mail, Recipient recipient) {
            return !byNameOnly
                    && fits(recipients, path(Optional.of(recipient.address())))
                    && fits(senders, mail.reversePath())
                    && (users.isEmpty()
                            || (mail.origin().user().isPresent()
                                    && fits(users, path(mail.origin().user()))));
        }

        private static boolean fits(List<AddressPattern> patterns, ReversePath path) {
            return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(path));
        }

        private static ReversePath path(Optional<MailAddress> address) {
            return new ReversePath(address);
        }
    }
}
