package org.postrider.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UidlFormatTest {
    @Test
    void writesTheFormsOfOtherServers() {
        assertThat(new UidlFormat("%08Xu%08Xv").format(1_700_000_000L, 26)).isEqualTo("0000001a6553f100");
        assertThat(new UidlFormat("%v-%u").format(7, 26)).isEqualTo("7-26");
        assertThat(new UidlFormat("%v.%u").format(7, 26)).isEqualTo("7.26");
        assertThat(new UidlFormat("%u").format(7, 26)).isEqualTo("26");
    }

    @Test
    void refusesWhatCouldNotTellMessagesApart() {
        assertThatThrownBy(() -> new UidlFormat("%v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the same for all messages");
    }

    @Test
    void refusesWhatIsNoUniqueId() {
        for (String wrong : new String[] {"", "%u %v", "%x", "%u%", "%08u", "ü%u", "%u".repeat(8)}) {
            assertThatThrownBy(() -> new UidlFormat(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
