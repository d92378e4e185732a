package org.postrider.mailets.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Origin;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mailets.Outcomes;
import org.postrider.testkit.MemoryMetrics;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// What mailets note about a mail.
class NoteTest {
    @Test
    void mailThatComesByIsCounted() {
        MemoryMetrics counted = new MemoryMetrics();
        MutableClock clock = MutableClock.at("2025-03-01T12:00:01.500Z");
        Metrics mailet = new Metrics(new Metrics.Config("outgoing"), counted, clock);
        Mail mail = TestMail.from("a@example.net")
                .to("b@example.test", "c@example.test")
                .text("Subject: x\n\ny\n")
                .build();

        assertThat(mailet.service(mail)).isEqualTo(new Outcome.Continue(mail));
        mailet.service(mail);
        assertThat(mailet.rehearse(mail)).isEqualTo(new Outcome.Continue(mail));

        assertThat(counted.value("mails_outgoing")).isEqualTo(2);
        assertThat(counted.value("mails_outgoing_recipients")).isEqualTo(4);
        assertThat(counted.value("mails_outgoing_bytes"))
                .isEqualTo(2.0 * mail.message().size());
        assertThat(counted.value("mails_outgoing_seconds")).isEqualTo(3);
        assertThat(new Metrics.Config("mailsSentOut").metricName()).isEqualTo("mails_sent_out");
        assertThat(new Metrics.Config("mails.sent-out").metricName()).isEqualTo("mails_sent_out");
        assertThatThrownBy(() -> new Metrics.Config("Out going")).hasMessageContaining("no name of a metric");
    }

    @Test
    void attributesAreFoundByNameValueAndExpression() throws Exception {
        Mail mail = with("filter.score", "7.5");

        assertThat(new HasMailAttribute(new HasMailAttribute.Config("filter.score")).matches(mail))
                .isTrue();
        assertThat(new HasMailAttribute(new HasMailAttribute.Config("other")).matches(mail))
                .isFalse();
        assertThat(value("filter.score, 7.5").matches(mail)).isTrue();
        assertThat(value("filter.score, 7").matches(mail)).isFalse();
        assertThat(expression("filter.score, [5-9].*").matches(mail)).isTrue();
        assertThat(expression("filter.score, [5-9]").matches(mail)).isFalse();
        assertThatThrownBy(() -> value("filter.score")).hasMessageContaining("name, value");
        assertThatThrownBy(() -> expression("a, [")).hasMessageContaining("no regular expression");
    }

    @Test
    void aFailureIsKnownByTheClassOfItsException() throws Exception {
        Mail failed = with("postrider.error", "java.io.IOException: disk full");

        assertThat(failure(Optional.empty()).matches(failed)).isTrue();
        assertThat(failure(Optional.of("java.io.IOException")).matches(failed)).isTrue();
        assertThat(failure(Optional.of("java.io.IO")).matches(failed)).isFalse();
        assertThat(failure(Optional.empty()).matches(with("a", "b"))).isFalse();
    }

    @Test
    void aRefusalIsForGoodOrWasForNow() throws Exception {
        Mail unknown = with("postrider.failure", "550 5.1.1 no such user");
        Mail late = with("postrider.failure", "550 5.4.7 it could not be delivered in time; the last answer was: 451");

        assertThat(new IsRemoteDeliveryPermanentError().matches(unknown)).isTrue();
        assertThat(new IsRemoteDeliveryTemporaryError().matches(unknown)).isFalse();
        assertThat(new IsRemoteDeliveryPermanentError().matches(late)).isFalse();
        assertThat(new IsRemoteDeliveryTemporaryError().matches(late)).isTrue();
        assertThat(new RemoteDeliveryFailedWithSMTPCode(new RemoteDeliveryFailedWithSMTPCode.Config(550))
                        .matches(unknown))
                .isTrue();
        assertThat(new RemoteDeliveryFailedWithSMTPCode(new RemoteDeliveryFailedWithSMTPCode.Config(552))
                        .matches(unknown))
                .isFalse();
        assertThat(new IsRemoteDeliveryPermanentError().matches(with("a", "b"))).isFalse();
        assertThat(new IsRemoteDeliveryTemporaryError().matches(with("postrider.failure", "nonsense")))
                .isFalse();
    }

    @Test
    void whatIsCountedMatchesAtMostSoOften() throws Exception {
        AtMost twice = new AtMost(new AtMost.Config("x:2"));
        CountPassage count = new CountPassage(new CountPassage.Config("x"));
        Mail mail = with("a", "b");

        assertThat(twice.match(mail)).hasSize(1);
        mail = Outcomes.continued(count.service(mail));
        assertThat(twice.match(mail)).hasSize(1);
        mail = Outcomes.continued(count.service(mail));
        assertThat(twice.match(mail)).isEmpty();
        // Another name counts apart.
        assertThat(new AtMost(new AtMost.Config("2")).match(mail)).hasSize(1);
        assertThatThrownBy(() -> new AtMost.Config("often")).hasMessageContaining("AtMost=3");
    }

    @Test
    void attributesAreSetAndRemovedButNotThoseOfTheServer() {
        Mail mail = with("postrider.failure", "550 x");
        Mail set = Outcomes.continued(new SetMailAttribute(new SetMailAttribute.Config(List.of(
                        new SetMailAttribute.Attribute("a.b", "1"), new SetMailAttribute.Attribute("a.c", "2"))))
                .service(mail));

        assertThat(set.attributes()).containsEntry("a.b", "1").containsEntry("a.c", "2");
        assertThat(Outcomes.continued(
                                new RemoveMailAttribute(new RemoveMailAttribute.Config(List.of("a.b"))).service(set))
                        .attributes())
                .doesNotContainKey("a.b")
                .containsKey("a.c");
        assertThat(Outcomes.continued(new RemoveAllMailAttributes().service(set))
                        .attributes())
                .containsOnlyKeys("postrider.failure");
        assertThatThrownBy(() -> new SetMailAttribute.Attribute("postrider.rewritten", "true"))
                .hasMessageContaining("the server's own");
    }

    @Test
    void whatTheServerMadeIsKnownByItsOrigin() throws Exception {
        assertThat(new SentByMailet()
                        .matches(TestMail.fromNobody()
                                .to("b@example.test")
                                .origin(Origin.local(Instant.EPOCH))
                                .build()))
                .isTrue();
        assertThat(new SentByMailet().matches(with("a", "b"))).isFalse();
    }

    private static HasMailAttributeWithValue value(String condition) {
        return new HasMailAttributeWithValue(new HasMailAttributeWithValue.Config(condition));
    }

    private static HasMailAttributeWithValueRegex expression(String condition) {
        return new HasMailAttributeWithValueRegex(new HasMailAttributeWithValueRegex.Config(condition));
    }

    private static HasException failure(Optional<String> type) {
        return new HasException(new HasException.Config(type));
    }

    private static Mail with(String attribute, String value) {
        return TestMail.from("a@example.net")
                .to("b@example.test")
                .attribute(attribute, value)
                .build();
    }
}
