package org.postrider.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.api.mail.Reply;

class ReplyClassTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    THROTTLED  | 421 4.7.0 example.net Error: too many connections from 192.0.2.1
                    THROTTLED  | 450 4.7.1 Requested action not taken: rate limit exceeded
                    THROTTLED  | 421 4.7.28 Our system has detected an unusual rate of mail from your address
                    THROTTLED  | 451 4.7.500 Server busy, slow down
                    THROTTLED  | 421 Service not available, closing transmission channel
                    THROTTLED  | 421 4.7.0 [TSS04] Messages temporarily deferred due to user complaints
                    THROTTLED  | 453 4.3.2 System not accepting network messages
                    GREYLISTED | 450 4.2.0 Recipient address rejected: Greylisted, see the help page
                    GREYLISTED | 451 4.7.1 Greylisting in action, please come back in 00:05:00
                    RECIPIENT  | 452 4.2.2 The mailbox is over quota: limit exceeded
                    RECIPIENT  | 450 4.1.1 Address temporarily unknown
                    SYSTEM     | 452 4.3.1 Insufficient system storage
                    OTHER      | 450 Requested action not taken
                    OTHER      | 451 4.4.2 Lost the connection
                    """)
    void whatHostsSayHasAMeaning(ReplyClass meaning, String reply) {
        assertThat(ReplyClass.of(Reply.parse(reply))).isEqualTo(meaning);
    }

    @Test
    void aHostThatGreylistsMaySayWhenToComeAgain() {
        assertThat(ReplyClass.wait(Reply.parse("450 4.2.0 Greylisted for 299 seconds")))
                .contains(Duration.ofMinutes(5));
        assertThat(ReplyClass.wait(Reply.parse("450 4.2.0 greylisted, try again in 10 minutes")))
                .contains(Duration.ofSeconds(601));
        assertThat(ReplyClass.wait(Reply.parse("450 4.2.0 greylisted, come back in 5 sec")))
                .contains(Duration.ofMinutes(1));
        assertThat(ReplyClass.wait(Reply.parse("450 4.2.0 greylisted"))).isEmpty();
        assertThat(ReplyClass.wait(Reply.parse("450 4.2.0 greylisted for 86400 seconds")))
                .isEmpty();
    }
}
