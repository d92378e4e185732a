package org.postrider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CredentialMaskTest {
    @Test
    void hidesInitialResponsesAndPasswords() {
        assertThat(CredentialMask.mask("AUTH PLAIN AGJvYgBzZWNyZXQ=\r\n")).isEqualTo("AUTH PLAIN ***");
        assertThat(CredentialMask.mask("a1 authenticate plain AGJv more")).isEqualTo("a1 authenticate plain ***");
        assertThat(CredentialMask.mask("a1 LOGIN bob \"my secret\"")).isEqualTo("a1 LOGIN ***");
        assertThat(CredentialMask.mask("PASS my secret")).isEqualTo("PASS ***");
    }

    @Test
    void leavesOtherCommandsAsTheyAre() {
        assertThat(CredentialMask.mask("MAIL FROM:<login@example.test> SIZE=1\r\n"))
                .isEqualTo("MAIL FROM:<login@example.test> SIZE=1");
        assertThat(CredentialMask.mask("AUTH LOGIN")).isEqualTo("AUTH LOGIN");
        assertThat(CredentialMask.mask("")).isEmpty();
    }

    @Test
    void hasNoControlCharactersAndAnEnd() {
        assertThat(CredentialMask.mask("NOOP \u001b[2J\0")).isEqualTo("NOOP ?[2J?");
        assertThat(CredentialMask.mask("x".repeat(5000))).hasSize(203).endsWith("...");
    }
}
