package org.postrider.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.transport.Transport.Report;
import org.postrider.api.transport.Transport.Target;
import org.postrider.testkit.TestMail;

/// A host that fails at each step of a delivery in each way: the mail is never lost, and never taken for delivered.
class HopFaultsTest {
    private static final List<String> STEPS = List.of(
            "S: 220 there.test ESMTP\n",
            "C: EHLO mx.example.test\nS: 250 there.test\n",
            "C: MAIL FROM:<bob@example.test>\nS: 250 ok\n",
            "C: RCPT TO:<alice@there.test>\nS: 250 ok\n",
            "C: DATA\nS: 354 go\n",
            "C.\nS: 250 taken\n");
    private static final List<String> FAULTS = List.of(
            "CLOSE",
            "HANG",
            "S: nobody speaks like this\nHANG",
            "S: 99 neither like this\nHANG",
            "S: 250-and this has no end\n".repeat(500) + "HANG",
            "S: 421 4.3.2 going down\nCLOSE");
    // Long for one who answers, and short for a test: only who hangs is waited for.
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final TimeLimits LIMITS =
            new TimeLimits(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, LIMIT, Duration.ofMillis(100), Duration.ofMinutes(1));

    static Stream<Arguments> faults() {
        List<Arguments> all = new ArrayList<>();
        for (int step = 0; step < STEPS.size(); step++) {
            for (int fault = 0; fault < FAULTS.size(); fault++) {
                all.add(Arguments.of(step, fault));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aMailIsKeptForLaterWhateverTheHostDoes(int step, int fault) {
        String fine = String.join("", STEPS.subList(0, step));
        // Up to what the client says at that step, and then something else than the reply.
        String said = STEPS.get(step).replaceAll("(?m)^S: .*\n", "");
        ScriptedHost host = new ScriptedHost(fine + said + FAULTS.get(fault));
        try (Delivery delivery = new Delivery(
                host, Domain.parse("mx.example.test"), Dialect.SMTP, LIMITS, InstantSource.fixed(Instant.EPOCH))) {
            Mail mail = TestMail.from("bob@example.test")
                    .to("alice@there.test")
                    .text("Subject: x\n\nbody\n")
                    .build();

            Report report = delivery.deliver(
                    new Target(
                            "there.test",
                            InetSocketAddress.createUnresolved("there.test", 25),
                            TlsLevel.NONE,
                            Optional.empty()),
                    mail);

            assertThat(replies(report))
                    .isNotEmpty()
                    .allSatisfy(reply -> assertThat(reply.transientFailure())
                            .as(reply.toString())
                            .isTrue());
        }
    }

    private static List<Reply> replies(Report report) {
        return switch (report) {
            case Report.Unreachable(var reason) -> List.of(reason);
            case Report.Answered answered ->
                answered.replies().entrySet().stream().map(Map.Entry::getValue).toList();
        };
    }
}
