package org.postrider.filters;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.Network;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.smtp.SessionNotes;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.testkit.FakeDns;
import org.postrider.testkit.MemoryExpiringState;
import org.postrider.testkit.MutableClock;

class FiltersTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final List<Network> LOOPBACK = List.of(Network.parse("127.0.0.0/8"));
    private static final ServerInfo SERVER = new ServerInfo(
            Domain.parse("mx.example.test"),
            Domain.parse("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "1",
            Path.of("."));

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final FakeDns dns = new FakeDns();
    private final MemoryExpiringState state = new MemoryExpiringState(clock);

    @Test
    void earlyTalkersAreListenedForButNotOnLoopbackAndNotBehindTls() {
        EarlyTalker filter = new EarlyTalker(new EarlyTalker.Config(Duration.ofSeconds(2), LOOPBACK));
        assertThat(filter.connect(from("192.0.2.7").view())).isInstanceOfSatisfying(Verdict.Listen.class, listen -> {
            assertThat(listen.time()).isEqualTo(Duration.ofSeconds(2));
            assertThat(listen.ifTalks()).isInstanceOf(Verdict.Close.class);
        });
        assertThat(filter.connect(from("127.0.0.1").view())).isEqualTo(Verdict.PROCEED);
        assertThat(filter.connect(from("192.0.2.7").trusted().view())).isEqualTo(Verdict.PROCEED);
        assertThat(filter.connect(from("192.0.2.7").implicitTls().view())).isEqualTo(Verdict.PROCEED);
    }

    @Test
    void aHelloIsADomainOrAnAddressInBracketsAndNotOurName() {
        HelloCheck filter = new HelloCheck(new HelloCheck.Config(false, true, LOOPBACK), SERVER, dns);
        for (String good : List.of("mail.example.net", "[192.0.2.7]", "m\u00fcller.example")) {
            assertThat(filter.hello(from("192.0.2.7").view(), good)).as(good).isEqualTo(Verdict.PROCEED);
        }
        for (String bad :
                List.of("localhost", "MX.example.test", "192.0.2.7", "[192.0.2.8]", "[nonsense]", "a..b", "-")) {
            assertThat(code(filter.hello(from("192.0.2.7").view(), bad)))
                    .as(bad)
                    .isEqualTo(550);
        }
        assertThat(filter.hello(from("2001:db8::1").view(), "[IPv6:2001:db8::1]"))
                .isEqualTo(Verdict.PROCEED);
        assertThat(filter.hello(from("127.0.0.1").view(), "localhost")).isEqualTo(Verdict.PROCEED);
    }

    @Test
    void aHelloMayHaveToResolve() {
        dns.withAddress("mail.example.net", "192.0.2.7")
                .withMx("example.org", 10, "mx.example.org")
                .failing("slow.example");
        HelloCheck filter = new HelloCheck(new HelloCheck.Config(true, true, LOOPBACK), SERVER, dns);
        for (String good : List.of("mail.example.net", "example.org", "slow.example")) {
            assertThat(filter.hello(from("192.0.2.7").view(), good)).as(good).isEqualTo(Verdict.PROCEED);
        }
        assertThat(code(filter.hello(from("192.0.2.7").view(), "nowhere.example")))
                .isEqualTo(550);
    }

    @Test
    void aNameMustLeadBack() {
        dns.withAddress("mail.example.net", "192.0.2.7").failing("192.0.2.9");
        ReverseDns filter = reverse(ReverseDns.Action.REFUSE);
        Client client = from("192.0.2.7");
        assertThat(filter.connect(client.view())).isEqualTo(Verdict.PROCEED);
        assertThat(client.notes.get("filters.name")).contains("mail.example.net");
        assertThat(code(filter.connect(from("192.0.2.8").view()))).isEqualTo(550);
        assertThat(filter.connect(from("192.0.2.9").view())).isEqualTo(Verdict.PROCEED);
        assertThat(code(reverse(ReverseDns.Action.DEFER)
                        .connect(from("192.0.2.8").view())))
                .isEqualTo(450);
        assertThat(reverse(ReverseDns.Action.TARPIT).connect(from("192.0.2.8").view()))
                .isEqualTo(new Verdict.Tarpit(Duration.ofSeconds(10), Verdict.PROCEED));
    }

    @Test
    void listsAreAddedUp() {
        listed("bl.test", "2.0.0.127")
                .withAddress("7.2.0.192.bl.test", "127.0.0.4")
                .withAddress("8.2.0.192.bl.test", "127.0.0.4");
        listed("other.test", "2.0.0.127").withAddress("7.2.0.192.other.test", "127.0.0.9");
        listed("good.test", "2.0.0.127").withAddress("8.2.0.192.good.test", "127.0.0.2");
        DnsLists filter = lists(zone("bl.test", 6), zone("other.test", 4, "127.0.0.9"), zone("good.test", -10));
        Client client = from("192.0.2.7");
        assertThat(filter.rcpt(client.view(), BOB))
                .isEqualTo(new Verdict.Refuse(
                        Reply.of(550, "5.7.1", "Your address 192.0.2.7 is listed by bl.test, other.test")));
        int questions = dns.questions().size();
        assertThat(filter.rcpt(client.view(), MailAddress.parse("postmaster@example.test")))
                .isEqualTo(Verdict.PROCEED);
        filter.rcpt(client.view(), BOB);
        assertThat(dns.questions()).hasSize(questions);
        assertThat(filter.rcpt(from("192.0.2.8").view(), BOB)).isEqualTo(Verdict.PROCEED);
        assertThat(filter.rcpt(from("192.0.2.9").view(), BOB)).isEqualTo(Verdict.PROCEED);
    }

    // RFC 5782 §2.4
    @Test
    void addressesOfIpv6AreAskedByTheirDigits() {
        listed("bl.test", "2.0.0.127")
                .withAddress("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.test", "127.0.0.2");
        assertThat(code(lists(zone("bl.test", 10)).rcpt(from("2001:db8::1").view(), BOB)))
                .isEqualTo(550);
    }

    @Test
    void aListThatAnswersEverythingOrNothingDoesNotCount() {
        listed("mad.test", "2.0.0.127")
                .withAddress("1.0.0.127.mad.test", "127.0.0.2")
                .withAddress("7.2.0.192.mad.test", "127.0.0.2");
        dns.withAddress("7.2.0.192.dead.test", "127.0.0.2");
        listed("quota.test", "2.0.0.127").withAddress("7.2.0.192.quota.test", "127.255.255.254");
        DnsLists filter = lists(zone("mad.test", 10), zone("dead.test", 10), zone("quota.test", 10));
        assertThat(filter.rcpt(from("192.0.2.7").view(), BOB)).isEqualTo(Verdict.PROCEED);
        // In order again.
        dns.withAddress("2.0.0.127.dead.test", "127.0.0.2");
        clock.advance(Duration.ofMinutes(5));
        assertThat(code(filter.rcpt(from("192.0.2.7").view(), BOB))).isEqualTo(550);
    }

    @Test
    void aStrangerComesBackLaterAndIsKnownThen() {
        Greylisting filter = greylisting();
        assertThat(code(filter.rcpt(from("192.0.2.7").view(), BOB))).isEqualTo(451);
        clock.advance(Duration.ofMinutes(4));
        assertThat(filter.rcpt(from("192.0.2.7").view(), BOB))
                .isEqualTo(new Verdict.Defer(Reply.of(451, "4.7.1", "Greylisted: come back in 60 seconds")));
        clock.advance(Duration.ofMinutes(1));
        // From another host of the same network.
        assertThat(filter.rcpt(from("192.0.2.99").view(), BOB)).isEqualTo(Verdict.PROCEED);
        clock.advance(Duration.ofDays(34));
        // After a restart.
        assertThat(greylisting().rcpt(from("192.0.2.7").view(), BOB)).isEqualTo(Verdict.PROCEED);
        assertThat(code(filter.rcpt(from("192.0.3.7").view(), BOB))).isEqualTo(451);
        assertThat(filter.rcpt(from("127.0.0.1").view(), BOB)).isEqualTo(Verdict.PROCEED);
    }

    @Test
    void whoDoesNotComeBackIsForgotten() {
        Greylisting filter = greylisting();
        filter.rcpt(from("2001:db8::1").view(), BOB);
        clock.advance(Duration.ofDays(2));
        assertThat(code(filter.rcpt(from("2001:db8::2").view(), BOB))).isEqualTo(451);
    }

    @Test
    void aNetworkThatComesBackOftenIsTrusted() {
        Greylisting filter = greylisting();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5; i++) {
                filter.rcpt(from("192.0.2.7").view(), MailAddress.parse("user" + i + "@example.test"));
            }
            clock.advance(Duration.ofMinutes(5));
        }
        assertThat(filter.rcpt(from("192.0.2.8").view(), BOB)).isEqualTo(Verdict.PROCEED);
        assertThat(code(filter.rcpt(from("198.51.100.8").view(), BOB))).isEqualTo(451);
    }

    @Test
    void ratesAreLimitedForEachClientUserAndSender() {
        RateLimit filter =
                new RateLimit(new RateLimit.Config(Duration.ofHours(1), 2, 2, 3, 1, 1, 2, LOOPBACK), state, clock);
        Client client = from("192.0.2.7");
        assertThat(filter.connect(client.view())).isEqualTo(Verdict.PROCEED);
        assertThat(filter.connect(client.view())).isEqualTo(Verdict.PROCEED);
        assertThat(filter.connect(client.view())).isInstanceOf(Verdict.Close.class);
        assertThat(filter.connect(from("192.0.2.8").view())).isEqualTo(Verdict.PROCEED);
        assertThat(filter.connect(from("127.0.0.1").view())).isEqualTo(Verdict.PROCEED);
        ReversePath nobody = ReversePath.NULL;
        assertThat(filter.mail(client.view(), nobody)).isEqualTo(Verdict.PROCEED);
        assertThat(filter.mail(client.view(), nobody)).isEqualTo(Verdict.PROCEED);
        assertThat(code(filter.mail(client.view(), nobody))).isEqualTo(450);
        for (int i = 0; i < 3; i++) {
            assertThat(filter.rcpt(client.view(), BOB)).isEqualTo(Verdict.PROCEED);
        }
        assertThat(code(filter.rcpt(client.view(), BOB))).isEqualTo(450);
        Client user = from("127.0.0.1").user("bob@example.test");
        assertThat(filter.mail(user.view(), nobody)).isEqualTo(Verdict.PROCEED);
        assertThat(code(filter.mail(user.view(), nobody))).isEqualTo(450);
        clock.advance(Duration.ofHours(1));
        assertThat(filter.mail(user.view(), nobody)).isEqualTo(Verdict.PROCEED);
        assertThat(filter.connect(client.view())).isEqualTo(Verdict.PROCEED);
    }

    @Test
    void whatTheClientsLimitRefusesDoesNotCountForTheSender() {
        RateLimit filter =
                new RateLimit(new RateLimit.Config(Duration.ofHours(1), 0, 1, 0, 0, 0, 2, LOOPBACK), state, clock);
        ReversePath sender = ReversePath.of(MailAddress.parse("ann@example.net"));
        Client flood = from("192.0.2.7");
        assertThat(filter.mail(flood.view(), sender)).isEqualTo(Verdict.PROCEED);
        for (int i = 0; i < 5; i++) {
            assertThat(code(filter.mail(flood.view(), sender))).isEqualTo(450);
        }
        assertThat(filter.mail(from("198.51.100.7").view(), sender)).isEqualTo(Verdict.PROCEED);
        Client third = from("203.0.113.7");
        assertThat(code(filter.mail(third.view(), sender))).isEqualTo(450);
        // Nor the other way round.
        assertThat(filter.mail(third.view(), ReversePath.NULL)).isEqualTo(Verdict.PROCEED);
    }

    @Test
    void whatIsRememberedIsShortHoweverLongTheAddressesAre() {
        MailAddress longest = MailAddress.parse("x".repeat(64) + "@" + "y".repeat(60) + ".test");
        greylisting().rcpt(from("192.0.2.7").view(), longest);
        new RateLimit(new RateLimit.Config(Duration.ofHours(1), 0, 0, 0, 0, 0, 2, LOOPBACK), state, clock)
                .mail(from("192.0.2.7").view(), ReversePath.of(longest));
        for (String table : List.of("greylist", "rate-limits")) {
            assertThat(state.table(table, 1000).keys())
                    .singleElement()
                    .asString()
                    .hasSize(22);
        }
    }

    @Test
    void aSessionWithManyErrorsBecomesSlow() {
        Tarpit filter = new Tarpit(new Tarpit.Config(3, Duration.ofSeconds(5), LOOPBACK));
        Reply unknown = Reply.of(550, "5.1.1", "No such user");
        assertThat(filter.refused(from("192.0.2.7").errors(2).view(), unknown)).isEqualTo(Verdict.PROCEED);
        assertThat(filter.refused(from("192.0.2.7").errors(3).view(), unknown))
                .isEqualTo(new Verdict.Tarpit(Duration.ofSeconds(5), Verdict.PROCEED));
        assertThat(filter.refused(from("127.0.0.1").errors(9).view(), unknown)).isEqualTo(Verdict.PROCEED);
    }

    private FakeDns listed(String zone, String reversed) {
        return dns.withAddress(reversed + "." + zone, "127.0.0.2");
    }

    private DnsLists lists(DnsLists.Zone... zones) {
        return new DnsLists(new DnsLists.Config(List.of(zones), 10, LOOPBACK), dns, clock);
    }

    private static DnsLists.Zone zone(String name, int weight, String... codes) {
        return new DnsLists.Zone(
                Domain.parse(name),
                weight,
                List.of(codes).stream().map(Network::parse).toList());
    }

    private ReverseDns reverse(ReverseDns.Action action) {
        return new ReverseDns(new ReverseDns.Config(action, Duration.ofSeconds(10), LOOPBACK), dns);
    }

    private Greylisting greylisting() {
        return new Greylisting(
                new Greylisting.Config(Duration.ofMinutes(5), Duration.ofDays(1), Duration.ofDays(35), 5, LOOPBACK),
                state,
                clock);
    }

    private static int code(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Refuse(Reply reply) -> reply.code();
            case Verdict.Defer(Reply reply) -> reply.code();
            case Verdict.Close(Reply reply) -> reply.code();
            case Verdict.Proceed _, Verdict.Tarpit _, Verdict.Listen _ -> 0;
        };
    }

    private static Client from(String address) {
        return new Client(address);
    }

    private static final class Client {
        private final InetAddress address;
        private final SessionNotes notes = new SessionNotes();
        private boolean trusted;
        private boolean implicitTls;
        private Optional<MailAddress> user = Optional.empty();
        private int errors;

        Client(String address) {
            this.address = InetAddress.ofLiteral(address);
        }

        Client trusted() {
            trusted = true;
            return this;
        }

        Client implicitTls() {
            implicitTls = true;
            return this;
        }

        Client user(String name) {
            user = Optional.of(MailAddress.parse(name));
            return this;
        }

        Client errors(int count) {
            errors = count;
            return this;
        }

        SessionView view() {
            return new SessionView(
                    new ListenerInfo("smtp", "smtp", implicitTls),
                    address,
                    Optional.empty(),
                    Optional.of("client.example"),
                    user,
                    trusted,
                    Optional.of(ReversePath.NULL),
                    List.of(),
                    errors,
                    notes);
        }
    }
}
