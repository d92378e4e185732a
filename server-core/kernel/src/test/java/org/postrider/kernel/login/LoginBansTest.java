package org.postrider.kernel.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.config.Network;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.state.ExpiringFiles;
import org.postrider.testkit.MemoryExpiringState;
import org.postrider.testkit.MutableClock;

class LoginBansTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress OTHER = InetAddress.ofLiteral("198.51.100.9");
    private static final GuardConfig CONFIG = new GuardConfig(
            Duration.ofHours(1),
            5,
            8,
            Duration.ofHours(2),
            Duration.ofSeconds(6),
            List.of(Network.parse("127.0.0.0/8")));

    @TempDir
    private Path folder;

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final LoginBans bans = new LoginBans(CONFIG, new MemoryExpiringState(clock), clock);

    @Test
    void theDelayGrowsUpToItsLimitAndThenThereIsABan() {
        assertThat(fail(CLIENT, 5)).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 6L, 6L);
        assertThat(bans.bannedUntil(CLIENT)).contains(clock.instant().plus(Duration.ofHours(2)));
        assertThat(bans.bannedUntil(OTHER)).isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(bans.bannedUntil(CLIENT)).isEmpty();
        assertThat(fail(CLIENT, 1)).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void failuresOfLongAgoDoNotCount() {
        fail(CLIENT, 4);
        clock.advance(Duration.ofHours(1));
        fail(CLIENT, 4);
        assertThat(bans.bannedUntil(CLIENT)).isEmpty();
    }

    @Test
    void whoHasAnIpv6AddressHasItsNetwork() {
        for (int i = 1; i <= 5; i++) {
            bans.failed(InetAddress.ofLiteral("2001:db8::" + i), Optional.empty());
        }
        assertThat(bans.bannedUntil(InetAddress.ofLiteral("2001:db8::ffff"))).isPresent();
        assertThat(bans.bannedUntil(InetAddress.ofLiteral("2001:db8:0:1::1"))).isEmpty();
        assertThat(bans.lift("2001:db8::7")).isTrue();
        assertThat(bans.list()).isEmpty();
    }

    @Test
    void anAccountIsClosedToStrangersButNotToWhereItsOwnerHasBeen() {
        bans.succeeded(OTHER, BOB);
        for (int i = 1; i <= 8; i++) {
            bans.failed(InetAddress.ofLiteral("203.0.113." + i), Optional.of(BOB));
        }
        assertThat(bans.bannedUntil(CLIENT, BOB)).isPresent();
        assertThat(bans.bannedUntil(OTHER, BOB)).isEmpty();
        assertThat(bans.bannedUntil(CLIENT, MailAddress.parse("carol@example.test")))
                .isEmpty();
    }

    @Test
    void exemptNetworksAreNeitherSlowedDownNorBanned() {
        assertThat(fail(InetAddress.getLoopbackAddress(), 50)).containsOnly(Duration.ZERO);
        assertThat(bans.bannedUntil(InetAddress.getLoopbackAddress())).isEmpty();
    }

    @Test
    void anAdministratorBansAndLifts() {
        bans.add("198.51.100.9", Optional.of(Duration.ofMinutes(5)));
        bans.add("Bob@example.test", Optional.empty());
        assertThat(bans.list()).extracting(LoginBans.Ban::subject).containsExactly("198.51.100.9", "bob@example.test");
        assertThat(bans.bannedUntil(OTHER)).contains(clock.instant().plus(Duration.ofMinutes(5)));
        assertThat(bans.bannedUntil(CLIENT, BOB)).isPresent();
        assertThat(bans.lift("198.51.100.9")).isTrue();
        assertThat(bans.lift("198.51.100.9")).isFalse();
        assertThat(bans.bannedUntil(OTHER)).isEmpty();
        assertThatThrownBy(() -> bans.add("mx.example.test", Optional.empty())).hasMessageContaining("is neither");
    }

    @Test
    void bansOutlastARestart() {
        try (ExpiringFiles state = new ExpiringFiles(folder, clock)) {
            LoginBans before = new LoginBans(CONFIG, state, clock);
            for (int i = 0; i < 5; i++) {
                before.failed(CLIENT, Optional.empty());
            }
        }
        try (ExpiringFiles state = new ExpiringFiles(folder, clock)) {
            assertThat(new LoginBans(CONFIG, state, clock).bannedUntil(CLIENT)).isPresent();
        }
    }

    private List<Duration> fail(InetAddress client, int times) {
        return IntStream.range(0, times)
                .mapToObj(_ -> bans.failed(client, Optional.empty()))
                .toList();
    }
}
