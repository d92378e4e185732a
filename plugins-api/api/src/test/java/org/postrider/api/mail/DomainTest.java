package org.postrider.api.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DomainTest {
    @Test
    void anInternationalisedDomainIsKeptAsItsALabels() {
        assertThat(Domain.parse("M\u00dcLLER.Example.").name()).isEqualTo("xn--mller-kva.example");
        assertThat(Domain.parse("\u03b4\u03bf\u03ba\u03b9\u03bc\u03ae.test").name())
                .isEqualTo("xn--jxalpdlp.test");
    }

    // RFC 5894 §7.2: as IDNA 2003 reads them they are another domain.
    @Test
    void lettersThatTheTwoWaysOfIdnaReadDifferentlyAreRefused() {
        for (String name : List.of(
                "fa\u00df.test",
                "FA\u1e9e.test",
                "\u03b2\u03cc\u03bb\u03bf\u03c2.test",
                "a\u200cb.test",
                "a\u200d.test")) {
            assertThatThrownBy(() -> Domain.parse(name))
                    .as(name)
                    .isInstanceOf(AddressSyntaxException.class)
                    .hasMessageContaining("xn--");
        }
        assertThat(Domain.parse("xn--fa-hia.test").name()).isEqualTo("xn--fa-hia.test");
    }
}
