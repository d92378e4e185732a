package org.postrider.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserNameTest {
    @Test
    void takesTheMailboxFromBehindTheDomain() {
        assertThat(UserName.parse("bob@example.org#Archive/2024", "#"))
                .isEqualTo(new UserName("bob@example.org", Optional.of("Archive/2024")));
        assertThat(UserName.parse("bob#Junk", "#")).isEqualTo(new UserName("bob", Optional.of("Junk")));
    }

    @Test
    void leavesTheLocalPartAlone() {
        assertThat(UserName.parse("b#b@example.org", "#")).isEqualTo(new UserName("b#b@example.org", Optional.empty()));
    }

    @Test
    void takesNoMailboxWhereThereIsNoSeparator() {
        assertThat(UserName.parse("bob@example.org#Junk", ""))
                .isEqualTo(new UserName("bob@example.org#Junk", Optional.empty()));
    }
}
