package org.postrider.kernel.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.event.MailEvent;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.MailId;
import org.postrider.api.mail.Reply;

/// What the server counts of itself.
class MailMetricsTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.test");

    private final ServerMetrics metrics = new ServerMetrics();

    @Test
    void whatBecomesOfRecipientsIsCountedByOutcome() {
        MailMetrics mail = new MailMetrics(metrics);
        mail.record(new MailEvent.Delivered(new MailId("m1"), BOB, "INBOX"));
        mail.record(new MailEvent.Delivered(new MailId("m2"), BOB, "INBOX"));
        mail.record(new MailEvent.Deferred(new MailId("m3"), BOB, Reply.of(451, "4.4.1", "later")));
        mail.record(new MailEvent.LoginFailed("imap", Optional.empty(), "bob"));

        assertThat(metrics.text())
                .contains("postrider_deliveries_total{outcome=\"delivered\"} 2.0")
                .contains("postrider_deliveries_total{outcome=\"deferred\"} 1.0")
                .contains("postrider_logins_total{listener=\"imap\",outcome=\"failed\"} 1.0");
    }

    @Test
    void numbersThatAreAskedForAreThoseOfTheMoment() {
        metrics.shows("queue_mails", "Mails.", "age", () -> Map.of("5", 7.0));
        metrics.counts("journal_forces", "Forces.", () -> 3);
        metrics.times("search_seconds", "Times.").since(System.nanoTime());

        assertThat(metrics.text())
                .contains("postrider_queue_mails{age=\"5\"} 7.0")
                .contains("postrider_journal_forces_total 3.0")
                .contains("postrider_search_seconds_count 1")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void noPluginTakesAName() {
        assertThatThrownBy(() ->
                        metrics.of("somebody").counter("queue_mails", "Mine.").add(1))
                .hasMessageContaining("queue_mails");
    }
}
