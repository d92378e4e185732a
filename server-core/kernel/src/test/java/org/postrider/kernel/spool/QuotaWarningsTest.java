package org.postrider.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.plugin.ServerInfo;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxName;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;

class QuotaWarningsTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    private final MutableClock clock = MutableClock.at("2025-03-01T12:00:00Z");
    private final MemoryStore store = new MemoryStore(clock);
    private final ServerInfo server = new ServerInfo(
            Domain.parse("mx.example.test"),
            Domain.parse("example.test"),
            MailAddress.parse("postmaster@example.test"),
            "1",
            Path.of("."));

    @Test
    void theOwnerIsWarnedWhenTheAccountGetsAsFullAsThat() throws Exception {
        QuotaWarnings warnings = new QuotaWarnings(store, server, clock, 90);
        warnings.fuller(BOB, 0.5, 0.89);
        warnings.fuller(BOB, 0.91, 0.99);
        assertThat(count()).isZero();
        warnings.fuller(BOB, 0.89, 0.925);
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            String text = new String(inbox.content(1).readAll(10_000), StandardCharsets.UTF_8);
            assertThat(text)
                    .contains("Subject: Your mail account is 93 % full\r\n")
                    .contains("Auto-Submitted: auto-generated\r\n")
                    .contains("Date: Sat, 1 Mar 2025 12:00:00 GMT\r\n");
        }
    }

    @Test
    void theOwnerIsWarnedOnceADay() throws Exception {
        QuotaWarnings warnings = new QuotaWarnings(store, server, clock, 90);
        warnings.fuller(BOB, 0.8, 0.9);
        warnings.fuller(BOB, 0.8, 0.9);
        assertThat(count()).isEqualTo(1);
        clock.advance(Duration.ofDays(1));
        warnings.fuller(BOB, 0.8, 0.9);
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void nobodyIsWarnedWhereThatIsSwitchedOff() throws Exception {
        new QuotaWarnings(store, server, clock, 0).fuller(BOB, 0, 1);
        assertThat(count()).isZero();
    }

    private int count() throws Exception {
        try (Mailbox inbox = store.account(BOB).open(MailboxName.INBOX)) {
            return inbox.view().count();
        }
    }
}
