package org.example.tagging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.net.ListenerInfo;
import org.postrider.api.smtp.SessionNotes;
import org.postrider.api.smtp.SessionView;
import org.postrider.api.smtp.Verdict;
import org.postrider.testkit.MutableClock;

class QuietHoursTest {
    private final MutableClock clock = MutableClock.at("2025-03-01T23:30:00Z");
    private final QuietHours filter = new QuietHours(new QuietHours.Config(22, 6), clock);

    @Test
    void atNightStrangersAreToldToComeBack() {
        assertInstanceOf(Verdict.Defer.class, verdict(false));
        assertEquals(Verdict.PROCEED, verdict(true));
    }

    @Test
    void inTheMorningMailIsTakenAgain() {
        clock.set(Instant.parse("2025-03-02T06:00:00Z"));

        assertEquals(Verdict.PROCEED, verdict(false));
    }

    @Test
    void anHourIsOneOfTheDay() {
        assertThrows(IllegalArgumentException.class, () -> new QuietHours.Config(22, 24));
    }

    private Verdict verdict(boolean trusted) {
        SessionView session = new SessionView(
                new ListenerInfo("smtp", "smtp", false),
                InetAddress.getLoopbackAddress(),
                Optional.empty(),
                Optional.of("client.example.org"),
                Optional.empty(),
                trusted,
                Optional.empty(),
                List.of(),
                0,
                new SessionNotes());
        return filter.rcpt(session, MailAddress.parse("bob@example.test"));
    }
}
