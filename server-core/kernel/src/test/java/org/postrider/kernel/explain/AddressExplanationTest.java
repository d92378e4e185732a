package org.postrider.kernel.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.HostPort;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.explain.Explanation.Elsewhere;
import org.postrider.kernel.explain.Explanation.Hop;
import org.postrider.kernel.explain.Explanation.InMailbox;
import org.postrider.kernel.explain.Explanation.Nowhere;
import org.postrider.kernel.outbound.OutboundConfig;
import org.postrider.kernel.outbound.Router;
import org.postrider.kernel.outbound.Routes;
import org.postrider.kernel.outbound.RoutesConfig;
import org.postrider.kernel.outbound.RoutesConfig.After;
import org.postrider.kernel.outbound.RoutesConfig.Lookup;
import org.postrider.kernel.outbound.RoutesConfig.RouteEntry;
import org.postrider.testkit.FakeDns;
import org.postrider.testkit.MemoryDirectory;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;

class AddressExplanationTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryDirectory directory = new MemoryDirectory()
            .user("bob@example.test", "")
            .disabled("old@example.test")
            .alias("team@example.test", "bob@example.test", "x@far.test");
    private final MemoryStore store = new MemoryStore(clock);
    private final FakeDns dns = new FakeDns()
            .withMx("far.test", 20, "b.far.test")
            .withMx("far.test", 10, "a.far.test")
            .withAddress("a.far.test", "192.0.2.1")
            .withAddress("b.far.test", "192.0.2.2");

    @Test
    void anAccountsMailIsStoredInItsInbox() {
        assertThat(explain(Routes.none(), "bob@example.test").ends())
                .containsExactly(new InMailbox(BOB, "INBOX", Optional.empty()));
    }

    @Test
    void whoIsNotThereOrMayNotReceiveIsNobody() {
        assertThat(explain(Routes.none(), "eve@example.test").ends())
                .containsExactly(new Nowhere(
                        MailAddress.parse("eve@example.test"), "the domain is local, and has no such user"));
        assertThat(explain(Routes.none(), "old@example.test").ends())
                .containsExactly(new Nowhere(MailAddress.parse("old@example.test"), "the account is disabled"));
    }

    @Test
    void anAliasIsFollowedToEachEndAndHostsStandInTheirOrder() {
        Explanation explanation = explain(Routes.none(), "team@example.test");

        assertThat(explanation.ends()).hasSize(2);
        Elsewhere far = (Elsewhere) explanation.ends().getLast();
        assertThat(far.route()).isEmpty();
        assertThat(far.transport()).isEqualTo("smtp");
        assertThat(far.tls()).isEqualTo("opportunistic");
        assertThat(far.hops())
                .containsExactly(
                        new Hop("a.far.test", "192.0.2.1:25", Optional.empty()),
                        new Hop("b.far.test", "192.0.2.2:25", Optional.empty()));
    }

    @Test
    void aRouteIsNamedWithItsPlaceAndWhatComesAfterIt() {
        Routes routes = Routes.of(
                new RoutesConfig(
                        RoutesConfig.AddressOrder.IPV6_FIRST,
                        List.of(
                                entry("partner", "192.0.2.9:26", Optional.of(new After(3, "isp"))),
                                entry("isp", "192.0.2.10", Optional.empty()))),
                List.of("routes.xml:3", "routes.xml:4"));

        Elsewhere far = (Elsewhere) explain(routes, "x@far.test").ends().getFirst();

        assertThat(far.route()).isEqualTo("partner at routes.xml:3");
        assertThat(far.hops()).containsExactly(new Hop("192.0.2.9", "192.0.2.9:26", Optional.empty()));
        assertThat(far.afterFailures()).contains("isp");
    }

    @Test
    void aDomainThatIsNotThereSaysWhy() {
        Elsewhere end =
                (Elsewhere) explain(Routes.none(), "x@nowhere.test").ends().getFirst();

        assertThat(end.hops()).isEmpty();
        assertThat(end.problem().orElseThrow().toString()).startsWith("550 5.1.2");
    }

    @Test
    void aSubAddressNamesItsFolderWhereThereIsOne() throws Exception {
        RewriteTable table = new RewriteTable() {
            @Override
            public List<MailAddress> rewrite(MailAddress address) {
                return List.of(BOB);
            }

            @Override
            public Resolution resolve(MailAddress address) {
                String folder = address.localPart().substring(4);
                return new Resolution(
                        List.of(new RewriteTable.Target(BOB, Optional.of(folder), Optional.empty())),
                        Optional.empty(),
                        List.of());
            }
        };
        store.account(BOB).create(MailboxName.of("lists"), Optional.empty());

        AddressExplanation explanation = explanation(Routes.none(), table);

        assertThat(((InMailbox) explain(explanation, "bob+lists@example.test")
                                .ends()
                                .getFirst())
                        .mailbox())
                .isEqualTo("lists");
        assertThat(((InMailbox) explain(explanation, "bob+none@example.test")
                                .ends()
                                .getFirst())
                        .mailbox())
                .isEqualTo("INBOX");
    }

    @Test
    void aCircleIsTheReasonOfARefusal() {
        RewriteTable table = _ -> {
            throw new RewriteLoopException("a -> b -> a");
        };

        assertThat(explain(explanation(Routes.none(), table), "a@example.test")
                        .refusal()
                        .orElseThrow()
                        .text())
                .isEqualTo("a -> b -> a");
    }

    private static RouteEntry entry(String name, String host, Optional<After> after) {
        return new RouteEntry(
                name,
                List.of(),
                List.of(),
                List.of(),
                false,
                List.of(HostPort.parse(host)),
                Lookup.ADDRESS,
                "smtp",
                TlsLevel.OPPORTUNISTIC,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                List.of(),
                after);
    }

    private Explanation explain(Routes routes, String address) {
        return explain(explanation(routes, directory), address);
    }

    private static Explanation explain(AddressExplanation explanation, String address) {
        return explanation.explain(MailAddress.parse(address), ReversePath.NULL, Optional.empty());
    }

    private AddressExplanation explanation(Routes routes, RewriteTable table) {
        Router router = new Router(
                dns,
                Domain.parse("mx.example.test"),
                new OutboundConfig(
                        List.of(Duration.ofMinutes(5)),
                        0,
                        Duration.ofDays(5),
                        200,
                        20,
                        100,
                        10,
                        Optional.empty(),
                        List.of()),
                routes,
                new Random(1));
        return new AddressExplanation(
                table, directory, () -> store, routes, router, Map.of("smtp", new NoTransport()), clock);
    }

    private static final class NoTransport implements Transport {
        @Override
        public int defaultPort() {
            return 25;
        }

        @Override
        public Report deliver(Transport.Target target, Mail mail) {
            throw new UnsupportedOperationException("nothing is sent");
        }
    }
}
