package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Secret;
import org.postrider.api.mail.Mail;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Route;
import org.postrider.kernel.outbound.RoutesConfig.AddressOrder;
import org.postrider.kernel.outbound.RoutesConfig.After;
import org.postrider.kernel.outbound.RoutesConfig.Lookup;
import org.postrider.kernel.outbound.RoutesConfig.RouteEntry;
import org.postrider.testkit.TestMail;

class RoutesTest {
    @Test
    void theFirstRouteThatFitsIsTakenByEachRecipient() {
        Routes routes = routes(
                entry("one", List.of("boss@partner.test"), List.of(), Optional.empty()),
                entry("partner", List.of("partner.test", ".partner.test"), List.of(), Optional.empty()),
                entry("news", List.of(), List.of("news.example.test"), Optional.empty()));
        Mail mail = TestMail.from("ann@example.test")
                .to("Boss@partner.test", "a@partner.test", "b@x.partner.test", "c@elsewhere.test")
                .build();

        assertThat(shown(routes, mail))
                .containsExactly(
                        "one [Boss@partner.test]", "partner [a@partner.test, b@x.partner.test]", " [c@elsewhere.test]");
        Mail news =
                TestMail.from("robot@news.example.test").to("c@elsewhere.test").build();
        assertThat(shown(routes, news)).containsExactly("news [c@elsewhere.test]");
        assertThat(shown(routes, TestMail.fromNobody().to("c@elsewhere.test").build()))
                .containsExactly(" [c@elsewhere.test]");
    }

    @Test
    void mailOfNobodyAndAMailetsWordHaveRoutesToo() {
        Routes routes = routes(
                entry("bounces", List.of(), List.of("<>"), Optional.empty()),
                new RouteEntry(
                        "slow",
                        List.of(),
                        List.of(),
                        List.of(),
                        true,
                        hosts("slow.test"),
                        Lookup.ADDRESS,
                        "smtp",
                        TlsLevel.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()));

        assertThat(shown(routes, TestMail.fromNobody().to("a@x.test").build())).containsExactly("bounces [a@x.test]");
        assertThat(shown(
                        routes, TestMail.from("ann@example.test").to("a@x.test").build()))
                .containsExactly(" [a@x.test]");
        assertThat(shown(
                        routes,
                        TestMail.from("ann@example.test")
                                .to("a@x.test")
                                .attribute(Routes.ROUTE_ATTRIBUTE, "slow")
                                .build()))
                .containsExactly("slow [a@x.test]");
    }

    @Test
    void whatAMailetSendsToAHostOfItsOwnGoesThere() {
        Route asked = new Route("lmtp", hosts("store.test"), TlsLevel.NONE, Optional.empty());
        Mail mail = TestMail.from("ann@example.test").to("a@x.test").build();

        assertThat(routes(entry("all", List.of(), List.of(), Optional.empty())).spread(mail, asked))
                .singleElement()
                .satisfies(part -> assertThat(part.route()).isEqualTo(asked));
    }

    @Test
    void aRouteNamedEarlierGivesWayToHostsThatAMailetNames() {
        Routes routes = routes(entry("all", List.of(), List.of(), Optional.empty()));
        Route asked = new Route("smtp", hosts("gateway.test"), TlsLevel.OPPORTUNISTIC, Optional.empty());
        Mail mail =
                TestMail.from("ann@example.test").to("a@x.test").build().withAttribute(Routes.ROUTE_ATTRIBUTE, "all");

        assertThat(routes.spread(mail, asked))
                .singleElement()
                .satisfies(part ->
                        assertThat(routes.way(part.mail(), part.route(), 0)).isEqualTo(Way.of(asked)));
    }

    @Test
    void afterSomeFailuresAnotherRouteIsTaken() {
        Routes routes = routes(
                entry("direct", List.of(), List.of(), Optional.of(new After(3, "isp"))),
                entry("isp", List.of(), List.of(), Optional.empty()));
        Mail mail = routes.spread(
                        TestMail.from("ann@example.test").to("a@x.test").build(), Route.BY_MX)
                .getFirst()
                .mail();

        assertThat(routes.way(mail, Route.BY_MX, 2).name()).isEqualTo("direct");
        assertThat(routes.way(mail, Route.BY_MX, 3).name()).isEqualTo("isp");
        assertThat(Routes.none().way(mail, Route.BY_MX, 3)).isEqualTo(Way.of(Route.BY_MX));
    }

    @Test
    void mistakesAreToldInASentence() {
        assertThatThrownBy(() -> routes(
                        entry("a", List.of(), List.of(), Optional.of(new After(1, "b"))),
                        entry("b", List.of(), List.of(), Optional.of(new After(1, "a")))))
                .hasMessageContaining("leads back to a");
        assertThatThrownBy(() -> routes(entry("a", List.of(), List.of(), Optional.of(new After(1, "x")))))
                .hasMessageContaining("x, which is no route");
        assertThatThrownBy(() -> routes(
                        entry("a", List.of(), List.of(), Optional.empty()),
                        entry("a", List.of(), List.of(), Optional.empty())))
                .hasMessageContaining("two routes have the name a");
        assertThatThrownBy(() -> entry("a", List.of("a b"), List.of(), Optional.empty()))
                .hasMessageContaining("no name@domain");
        assertThatThrownBy(() -> new RouteEntry(
                        "a",
                        List.of(),
                        List.of(),
                        List.of(),
                        false,
                        hosts("h.test"),
                        Lookup.ADDRESS,
                        "smtp",
                        TlsLevel.OPPORTUNISTIC,
                        Optional.of("me"),
                        Optional.of(new Secret("x")),
                        List.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty()))
                .hasMessageContaining("could take the password");
    }

    private static List<HostPort> hosts(String name) {
        return List.of(HostPort.parse(name));
    }

    // RFC 2033 §5
    @Test
    void aTransportThatDoesNotGoToMxHostsNeedsAHost() {
        for (String transport : List.of("lmtp", "pipe")) {
            assertThatThrownBy(() -> new RouteEntry(
                            "store",
                            List.of(),
                            List.of(),
                            List.of(),
                            false,
                            List.of(),
                            Lookup.ADDRESS,
                            transport,
                            TlsLevel.OPPORTUNISTIC,
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            Optional.empty(),
                            List.of(),
                            Optional.empty()))
                    .hasMessageContaining(transport)
                    .hasMessageContaining("needs a <host>");
        }
    }

    static RouteEntry entry(String name, List<String> recipients, List<String> senders, Optional<After> after) {
        return new RouteEntry(
                name,
                recipients,
                senders,
                List.of(),
                false,
                hosts(name + ".test"),
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

    static Routes routes(RouteEntry... entries) {
        return Routes.of(new RoutesConfig(AddressOrder.IPV6_FIRST, List.of(entries)), List.of());
    }

    private static List<String> shown(Routes routes, Mail mail) {
        return routes.spread(mail, Route.BY_MX).stream()
                .map(part -> part.mail().attribute(Routes.ROUTE_ATTRIBUTE).orElse("") + " "
                        + part.mail().recipients())
                .toList();
    }
}
