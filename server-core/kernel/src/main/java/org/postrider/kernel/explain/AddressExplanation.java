package org.postrider.kernel.explain;

import jakarta.inject.Inject;
import jakarta.inject.Provider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.directory.Account;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.directory.RewriteTable.Resolution;
import org.postrider.api.directory.RewriteTable.Target;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Envelope;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Message;
import org.postrider.api.mail.Origin;
import org.postrider.api.mail.Recipient;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.StoreException;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.explain.Explanation.Elsewhere;
import org.postrider.kernel.explain.Explanation.End;
import org.postrider.kernel.explain.Explanation.Hop;
import org.postrider.kernel.explain.Explanation.InMailbox;
import org.postrider.kernel.explain.Explanation.Nowhere;
import org.postrider.kernel.outbound.Hops;
import org.postrider.kernel.outbound.Router;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.outbound.Way;
import org.postrider.kernel.pipeline.Fate;

/// Says where mail for an address would end up, step by step, without sending any: as a pipeline does that rewrites,
/// stores what is local and sends on the rest, which the default one does. Thread-safe.
public final class AddressExplanation {
    private static final MailId NO_MAIL = new MailId("explain");
    // More than any chain of routes needs.
    private static final int MANY_FAILURES = 1_000_000;

    private final RewriteTable aliases;
    private final Directory directory;
    private final Provider<MailStore> store;
    private final Routes routes;
    private final Router router;
    private final Map<String, Transport> transports;
    private final InstantSource clock;

    /// @param transports by name
    @Inject
    public AddressExplanation(
            RewriteTable aliases,
            Directory directory,
            Provider<MailStore> store,
            Routes routes,
            Router router,
            Map<String, Transport> transports,
            InstantSource clock) {
        this.aliases = aliases;
        this.directory = directory;
        this.store = store;
        this.routes = routes;
        this.router = router;
        this.transports = Map.copyOf(transports);
        this.clock = clock;
    }

    /// @param from of the mail
    /// @param user who submits it
    public Explanation explain(MailAddress address, ReversePath from, Optional<MailAddress> user) {
        Resolution resolution;
        try {
            resolution = aliases.resolve(address);
        } catch (RewriteLoopException e) {
            Reply loop = Reply.of(554, "5.4.6", String.valueOf(e.getMessage()));
            return new Explanation(address, List.of(), Optional.of(loop), List.of());
        }
        List<Target> targets = resolution.isUnmentioned() ? List.of(Target.of(address)) : resolution.targets();
        List<End> ends = new ArrayList<>();
        for (Target target : targets) {
            ends.add(
                    directory.isLocal(target.address().domain())
                            ? here(target)
                            : elsewhere(
                                    target.address(),
                                    target.owner()
                                            .map(Optional::of)
                                            .map(ReversePath::new)
                                            .orElse(from),
                                    user));
        }
        return new Explanation(address, resolution.steps(), resolution.refusal(), ends);
    }

    private End here(Target target) {
        Optional<Account> account = directory.find(target.address());
        if (account.isEmpty()) {
            return new Nowhere(target.address(), "the domain is local, and has no such user");
        }
        if (!account.get().enabled()) {
            return new Nowhere(target.address(), "the account is disabled");
        }
        if (target.folder().isEmpty()) {
            return new InMailbox(target.address(), "INBOX", Optional.empty());
        }
        String folder = target.folder().get();
        try {
            boolean there = store.get().account(target.address()).list().stream()
                    .anyMatch(
                            info -> info.selectable() && info.name().toString().equals(folder));
            return there
                    ? new InMailbox(target.address(), folder, Optional.of("the sub-address names it"))
                    : new InMailbox(
                            target.address(),
                            "INBOX",
                            Optional.of("the sub-address names the folder " + folder + ", which there is not"));
        } catch (StoreException e) {
            return new InMailbox(
                    target.address(), folder, Optional.of("whether it is there cannot be told: " + e.getMessage()));
        }
    }

    private End elsewhere(MailAddress address, ReversePath from, Optional<MailAddress> user) {
        Origin local = Origin.local(clock.instant());
        Origin origin = new Origin(
                local.protocol(), local.listener(), Optional.empty(), "", user, user.isPresent(), local.receivedAt());
        Mail mail = new Mail(
                NO_MAIL,
                Envelope.of(from, List.of(Recipient.of(address))),
                Message.of(Content.of(new byte[0])),
                origin,
                Map.of());
        Fate.Relayed relayed = routes.spread(mail, Route.BY_MX).getFirst();
        Way way = routes.way(relayed.mail(), relayed.route(), 0);
        String later =
                routes.way(relayed.mail(), relayed.route(), MANY_FAILURES).name();
        Transport transport = transports.get(way.transport());
        Hops hops = transport == null
                ? new Hops.None(Reply.of(451, "4.3.5", "the transport " + way.transport() + " is not installed"))
                : router.hops(way, address.domain(), transport);
        return new Elsewhere(
                address,
                way.name().isEmpty() ? "" : way.name() + " at " + way.place(),
                way.transport(),
                way.tls().name().toLowerCase(Locale.ROOT),
                way.credentials().isPresent(),
                hops instanceof Hops.Found(var found)
                        ? found.stream().map(AddressExplanation::hop).toList()
                        : List.of(),
                hops instanceof Hops.None(var reason) ? Optional.of(reason) : Optional.empty(),
                later.equals(way.name()) ? Optional.empty() : Optional.of(later));
    }

    private static Hop hop(Transport.Target target) {
        return new Hop(target.host(), shown(target.address()), target.bind().map(InetAddress::getHostAddress));
    }

    private static String shown(SocketAddress address) {
        if (!(address instanceof InetSocketAddress internet)) {
            return address.toString();
        }
        if (internet.isUnresolved()) {
            return internet.getHostString();
        }
        String host = internet.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + internet.getPort();
    }
}
