package org.postrider.imap.order;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 5256 §2.1
class BaseSubjectTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Hello|Hello|false",
                "Re: Hello|Hello|true",
                "re:Hello |Hello|true",
                "RE [list]: Hello|Hello|true",
                "[list] Re: Hello|Hello|true",
                "[a] [b] Hello|Hello|false",
                "[a]|[a]|false",
                "Re: [a]|[a]|true",
                "Fwd: Re: fw: Hello|Hello|true",
                "Hello (fwd) (FWD)|Hello|true",
                "[Fwd: Re: Hello]|Hello|true",
                "[fwd: [fwd: Hello (fwd)]]|Hello|true",
                "[fwd:]||true",
                "Re:||true",
                "Report: Hello|Report: Hello|false",
                "Re[2]: Hello|Hello|true",
                "Forward: Hello|Forward: Hello|false",
                "[unclosed Hello|[unclosed Hello|false",
                "Hello [list]|Hello [list]|false",
                "=?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?=|Grüße|true",
                "one \t  two|one two|false"
            })
    void takesAwayWhatRepliesAndListsPutAround(String subject, String base, boolean reply) {
        assertThat(BaseSubject.of(subject)).isEqualTo(new BaseSubject(base == null ? "" : base, reply));
    }
}
