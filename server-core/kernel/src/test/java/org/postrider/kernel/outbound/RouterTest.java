package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.HostPort;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.kernel.outbound.RoutesConfig.AddressOrder;
import org.postrider.kernel.outbound.RoutesConfig.Lookup;
import org.postrider.testkit.FakeDns;

/// RFC 5321 §5 and RFC 7505: which hosts take a domain's mail, and in which order.
class RouterTest {
    private static final Domain DOMAIN = Domain.parse("example.org");

    private static final Transport SMTP = transport(true);

    private final FakeDns dns = new FakeDns();
    private RoutesConfig routes = new RoutesConfig(AddressOrder.IPV6_FIRST, List.of());

    @Test
    void theLowestPreferenceIsTriedFirst() {
        dns.withMx("example.org", 20, "b.example.org").withMx("example.org", 10, "a.example.org");
        dns.withAddress("a.example.org", "192.0.2.1").withAddress("b.example.org", "192.0.2.2");

        assertThat(found(Route.BY_MX)).containsExactly("a.example.org 192.0.2.1:25", "b.example.org 192.0.2.2:25");
    }

    @Test
    void equalsAreTriedInRandomOrder() {
        for (String host : List.of("a", "b", "c")) {
            dns.withMx("example.org", 10, host + ".example.org").withAddress(host + ".example.org", "192.0.2.1");
        }
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            orders.add(found(Route.BY_MX, seed));
        }
        assertThat(orders).hasSize(6);
    }

    @Test
    void everyAddressOfAHostIsTried() {
        dns.withMx("example.org", 10, "a.example.org");
        dns.withAddress("a.example.org", "2001:db8::1").withAddress("a.example.org", "192.0.2.1");

        assertThat(found(Route.BY_MX))
                .containsExactly("a.example.org 2001:db8:0:0:0:0:0:1:25", "a.example.org 192.0.2.1:25");
    }

    @Test
    void noMoreAddressesThanConfiguredAreTried() {
        for (int i = 1; i <= 30; i++) {
            dns.withMx("example.org", i, "mx" + i + ".example.org")
                    .withAddress("mx" + i + ".example.org", "192.0.2." + i);
        }
        assertThat(found(Route.BY_MX)).hasSize(10).last().isEqualTo("mx10.example.org 192.0.2.10:25");
    }

    @Test
    void withoutMxTheDomainItselfIsTheHost() {
        dns.withAddress("example.org", "192.0.2.9");

        assertThat(found(Route.BY_MX)).containsExactly("example.org 192.0.2.9:25");
    }

    @Test
    void aNullMxRefusesForEver() {
        dns.withMx("example.org", 0, "").withAddress("example.org", "192.0.2.9");

        assertThat(none(Route.BY_MX)).startsWith("556 5.1.10");
    }

    @Test
    void anUnknownDomainRefusesForEver() {
        assertThat(none(Route.BY_MX)).startsWith("550 5.1.2");
    }

    @Test
    void aDomainWithoutAnyHostRefusesForEver() {
        dns.withText("example.org", "there is something, but no host");

        assertThat(none(Route.BY_MX)).startsWith("550 5.4.4");
    }

    @Test
    void silentNameServersAreAskedAgainLater() {
        dns.failing("example.org");

        assertThat(none(Route.BY_MX)).startsWith("451 4.4.3");
    }

    @Test
    void anMxWhoseAddressIsNotToldNowIsAskedAgainLater() {
        dns.withMx("example.org", 10, "a.example.org").failing("a.example.org");

        assertThat(none(Route.BY_MX)).startsWith("451 4.4.3");
    }

    @Test
    void aHostThatIsNotToldNowIsPassedOver() {
        dns.withMx("example.org", 10, "a.example.org").failing("a.example.org");
        dns.withMx("example.org", 20, "b.example.org").withAddress("b.example.org", "192.0.2.2");

        assertThat(found(Route.BY_MX)).containsExactly("b.example.org 192.0.2.2:25");
    }

    @Test
    void hostsNoBetterThanThisOneAreLeftOut() {
        dns.withMx("example.org", 10, "a.example.org").withAddress("a.example.org", "192.0.2.1");
        dns.withMx("example.org", 20, "MX.example.test").withAddress("mx.example.test", "192.0.2.5");
        dns.withMx("example.org", 20, "b.example.org").withAddress("b.example.org", "192.0.2.2");
        dns.withMx("example.org", 30, "c.example.org").withAddress("c.example.org", "192.0.2.3");

        assertThat(found(Route.BY_MX)).containsExactly("a.example.org 192.0.2.1:25");
    }

    @Test
    void mailThatWouldComeBackToThisHostIsRefused() {
        dns.withMx("example.org", 10, "mx.example.test").withAddress("mx.example.test", "192.0.2.5");

        assertThat(none(Route.BY_MX)).startsWith("554 5.4.6");
    }

    @Test
    void aSmartHostIsNotLookedUpByMx() {
        dns.withMx("relay.example.net", 10, "elsewhere.example.net").withAddress("relay.example.net", "192.0.2.7");
        Route route = new Route(
                "smtp", List.of(HostPort.parse("relay.example.net:587")), TlsLevel.VERIFIED, Optional.empty());

        assertThat(found(route)).containsExactly("relay.example.net 192.0.2.7:587");
        assertThat(dns.questions()).containsExactly("A relay.example.net");
    }

    @Test
    void anAddressLiteralIsItsOwnHost() {
        assertThat(shown(router(1).hops(Way.of(Route.BY_MX), Domain.parse("[192.0.2.1]"), SMTP)))
                .containsExactly("[192.0.2.1] 192.0.2.1:25");
        assertThat(shown(router(1).hops(Way.of(Route.BY_MX), Domain.parse("[IPv6:2001:db8::1]"), SMTP)))
                .containsExactly("[IPv6:2001:db8::1] 2001:db8:0:0:0:0:0:1:25");
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void theFamilyOfAddressesAndTheirOrderCanBeSet() {
        dns.withAddress("example.org", "192.0.2.9").withAddress("example.org", "2001:db8::9");
        String four = "example.org 192.0.2.9:25";
        String six = "example.org 2001:db8:0:0:0:0:0:9:25";

        assertThat(found(Route.BY_MX)).containsExactly(six, four);
        routes = new RoutesConfig(AddressOrder.IPV4_FIRST, List.of());
        assertThat(found(Route.BY_MX)).containsExactly(four, six);
        routes = new RoutesConfig(AddressOrder.IPV4_ONLY, List.of());
        assertThat(found(Route.BY_MX)).containsExactly(four);
        routes = new RoutesConfig(AddressOrder.IPV6_ONLY, List.of());
        assertThat(found(Route.BY_MX)).containsExactly(six);
    }

    @Test
    void aSmartHostMayBeFoundByMxAndHasItsPortAndNameAndAddressToConnectFrom() {
        dns.withMx("relay.example.net", 10, "r1.example.net").withAddress("r1.example.net", "192.0.2.7");
        dns.withAddress("r1.example.net", "2001:db8::7");
        Way way = way("relay.example.net:587", Lookup.MX, List.of("192.0.2.99"), List.of());

        Hops hops = router(1).hops(way, DOMAIN, SMTP);

        assertThat(shown(hops)).containsExactly("r1.example.net 192.0.2.7:587");
        assertThat(((Hops.Found) hops).targets().getFirst().bind()).contains(InetAddress.ofLiteral("192.0.2.99"));
        assertThat(((Hops.Found) hops).targets().getFirst().hello()).contains(Domain.parse("out.example.test"));
    }

    @Test
    void fallbackHostsComeLastAndWhereNothingElseIsFoundNow() {
        dns.withAddress("relay.example.net", "192.0.2.7").withAddress("spare.example.net", "192.0.2.8");
        Way way = way("relay.example.net", Lookup.ADDRESS, List.of(), List.of("spare.example.net:26"));
        assertThat(shown(router(1).hops(way, DOMAIN, SMTP)))
                .containsExactly("relay.example.net 192.0.2.7:25", "spare.example.net 192.0.2.8:26");

        Way dead = way("silent.example.net", Lookup.ADDRESS, List.of(), List.of("spare.example.net:26"));
        dns.failing("silent.example.net");
        assertThat(shown(router(1).hops(dead, DOMAIN, SMTP))).containsExactly("spare.example.net 192.0.2.8:26");
    }

    @Test
    void aTransportThatIsNoNetworksKnowsItsNamesItself() {
        Way way = way("archive", Lookup.ADDRESS, List.of(), List.of());

        Hops hops = router(1).hops(way, DOMAIN, transport(false));

        assertThat(((Hops.Found) hops).targets()).singleElement().satisfies(target -> {
            assertThat(target.host()).isEqualTo("archive");
            assertThat(((InetSocketAddress) target.address()).isUnresolved()).isTrue();
        });
        assertThat(dns.questions()).isEmpty();
    }

    @Test
    void aPathIsASocketOfThisMachine() {
        Way way = way("/run/store/lmtp", Lookup.ADDRESS, List.of(), List.of("spare.example.net:26"));

        Hops.Found found = (Hops.Found) router(1).hops(way, DOMAIN, transport(true));

        assertThat(found.targets().getFirst()).satisfies(target -> {
            assertThat(target.address()).isEqualTo(UnixDomainSocketAddress.of("/run/store/lmtp"));
            assertThat(target.tls()).isEqualTo(TlsLevel.NONE);
        });
    }

    private static Way way(String host, Lookup lookup, List<String> bind, List<String> fallback) {
        return new Way(
                "test",
                "routes.xml:2",
                "smtp",
                List.of(HostPort.parse(host)),
                lookup,
                TlsLevel.NONE,
                Optional.empty(),
                bind.stream().map(InetAddress::ofLiteral).toList(),
                Optional.of(Domain.parse("out.example.test")),
                fallback.stream().map(HostPort::parse).toList());
    }

    private static Transport transport(boolean usesNetwork) {
        return new Transport() {
            @Override
            public int defaultPort() {
                return 25;
            }

            @Override
            public boolean usesNetwork() {
                return usesNetwork;
            }

            @Override
            public Report deliver(Target target, Mail mail) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private List<String> found(Route route) {
        return found(route, 1);
    }

    private List<String> found(Route route, int seed) {
        return shown(router(seed).hops(Way.of(route), DOMAIN, SMTP));
    }

    private static List<String> shown(Hops hops) {
        assertThat(hops).isInstanceOf(Hops.Found.class);
        List<String> shown = new ArrayList<>();
        ((Hops.Found) hops).targets().forEach(target -> {
            InetSocketAddress address = (InetSocketAddress) target.address();
            shown.add(target.host() + " " + address.getAddress().getHostAddress() + ":" + address.getPort());
        });
        return shown;
    }

    private String none(Route route) {
        Hops hops = router(1).hops(Way.of(route), DOMAIN, SMTP);
        assertThat(hops).isInstanceOf(Hops.None.class);
        return ((Hops.None) hops).reason().toString();
    }

    private Router router(int seed) {
        OutboundConfig config = new OutboundConfig(
                List.of(Duration.ofMinutes(5)), 0, Duration.ofDays(5), 200, 20, 100, 10, Optional.empty(), List.of());
        return new Router(dns, Domain.parse("mx.example.test"), config, Routes.of(routes, List.of()), new Random(seed));
    }
}
