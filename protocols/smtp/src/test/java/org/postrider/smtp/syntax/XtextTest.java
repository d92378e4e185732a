package org.postrider.smtp.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class XtextTest {
    @Test
    void comesBackAsItWas() throws CommandRefusedException {
        for (String text : List.of("", "bob@example.test", "a+b=c d", "bj\u00f6rn\r\n\0")) {
            assertThat(Xtext.decode(Xtext.encode(text))).isEqualTo(text);
        }
        assertThat(Xtext.encode("a+b=c")).isEqualTo("a+2Bb+3Dc");
    }

    @Test
    void refusesWhatIsNone() {
        for (String text : List.of("+", "+4", "+4g", "+2b", "a=b", "a b", "\u00f6")) {
            assertThatThrownBy(() -> Xtext.decode(text)).as(text).isInstanceOf(CommandRefusedException.class);
        }
    }
}
