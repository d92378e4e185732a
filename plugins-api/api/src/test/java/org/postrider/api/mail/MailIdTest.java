package org.postrider.api.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MailIdTest {
    @Test
    void whatIsMadeOfAMailHasItsIdAndANumber() {
        assertThat(new MailId("1M89G48E9000A04N").child(3).child(7)).hasToString("1M89G48E9000A04N-3-7");
    }

    @Test
    void aMailOfWhichAgainAndAgainAnotherIsMadeKeepsAnIdOfItsOwn() {
        Set<MailId> seen = new HashSet<>();
        MailId id = new MailId("1M89G48E9000A04N");
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(id.child(32_768))).isTrue();
            id = id.child(32_769);
            assertThat(seen.add(id)).isTrue();
            assertThat(id.value())
                    .startsWith("1M89G48E9000A04N-")
                    .endsWith("-32769")
                    .hasSizeLessThanOrEqualTo(100);
        }
    }

    @Test
    void aLongIdWithoutANumberHasChildrenToo() {
        MailId id = new MailId("A".repeat(100));
        assertThat(id.child(1)).isNotEqualTo(id.child(2)).isEqualTo(new MailId("A".repeat(100)).child(1));
    }

    @Test
    void whatIsNoNameOfAFileIsNoId() {
        for (String text : new String[] {"", "a/b", "a.b", "a b", "A".repeat(101), "\u00e4"}) {
            assertThatThrownBy(() -> new MailId(text), text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
