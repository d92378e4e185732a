package org.postrider.imap.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ListPatternTest {
    @Test
    void starGoesOverLevelsAndPercentDoesNot() {
        assertThat(matches("*", "a/b/c")).isTrue();
        assertThat(matches("%", "a/b/c")).isFalse();
        assertThat(matches("a/%", "a/b")).isTrue();
        assertThat(matches("a/%", "a/b/c")).isFalse();
        assertThat(matches("%/c", "a/b/c")).isFalse();
        assertThat(matches("%/%/c", "a/b/c")).isTrue();
        assertThat(matches("a*c", "a/b/c")).isTrue();
        assertThat(matches("a*b", "a/b/c")).isFalse();
    }

    @Test
    void onlyInboxIsToldByAnyCase() {
        assertThat(matches("inbox", "INBOX")).isTrue();
        assertThat(matches("iN%", "INBOX")).isTrue();
        assertThat(matches("inbox/a", "INBOX/a")).isTrue();
        assertThat(matches("WORK", "work")).isFalse();
    }

    @Test
    void manyWildcardsTakeNoTime() {
        String pattern = "*a%".repeat(3000) + "b";
        assertTimeout(
                Duration.ofSeconds(5),
                () -> assertThat(matches(pattern, "a/".repeat(1000))).isFalse());
    }

    private static boolean matches(String pattern, String name) {
        return new ListPattern(pattern, '/').matches(name);
    }
}
